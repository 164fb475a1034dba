import express, { type Request, type Response, type Router } from 'express';
import { CircleCiApiError } from '../circleci-api/api-error';
import { describeEvent } from '../circleci/describe';
import { isHandled } from '../delivery/handling';
import type { KeptDelivery } from '../store/delivery-store';
import { explainable } from './explainable';
import type { InspectorOptions } from './inspector-options';
import { ASKED, deliveryLink, type Asked } from './links';
import { parseKept } from './parse-kept';
import { Problem } from './problem';
import { placeOf, type PageSender } from './send-page';
import { Told, type WhatCame } from './views/told';

/** Makes the pages that ask CircleCI why something failed, and have it rerun or canceled. */
export function createAskingPages(
  { asked: { circleCi, explain } }: InspectorOptions,
  { sendPage, find }: PageSender,
): Router {
  const pages = express.Router();

  const asks: Readonly<
    Record<Asked, (delivery: KeptDelivery) => Promise<{ readonly workflowId?: string } | undefined>>
  > = {
    async explain(delivery) {
      await explain(explainable(delivery), true);
      return undefined;
    },
    rerun: async (delivery) => circleCi.rerun(workflowOf(delivery)),
    'rerun-from-failed': async (delivery) =>
      circleCi.rerun(workflowOf(delivery), { fromFailed: true }),
    async cancel(delivery) {
      await circleCi.cancel(workflowOf(delivery));
      return {};
    },
  };

  async function sendWhatCame(
    req: Request,
    res: Response,
    { id }: KeptDelivery,
    came: WhatCame,
  ): Promise<void> {
    await sendPage(req, res, placeOf(req), {
      title: 'CircleCI · Inspector',
      detail: <Told {...{ id, came }} place={placeOf(req)} />,
      id,
      status: 'problem' in came ? 502 : 200,
    });
  }

  for (const asked of ASKED) {
    /** For those who load anew what came of it. */
    pages.get(`/deliveries/:id/${asked}`, (req, res) => {
      res.redirect(303, deliveryLink(req.params.id, placeOf(req)));
    });

    pages.post(`/deliveries/:id/${asked}`, async (req, res) => {
      const place = placeOf(req);
      const delivery = await find(req, res, place);
      if (delivery === undefined) return;
      try {
        const done = await asks[asked](delivery);
        if (done === undefined) res.redirect(303, deliveryLink(delivery.id, place));
        else await sendWhatCame(req, res, delivery, { asked, ...done });
      } catch (error) {
        if (!(error instanceof CircleCiApiError)) throw error;
        await sendWhatCame(req, res, delivery, { asked, problem: error.message });
      }
    });
  }

  return pages;
}

/**
 * Finds the workflow that a delivery is about.
 *
 * @throws {Problem} if there is none, or the delivery was refused
 */
function workflowOf(delivery: KeptDelivery): string {
  const id = isHandled(delivery) ? describeEvent(parseKept(delivery)).workflow?.id : undefined;
  if (id !== undefined) return id;
  throw new Problem(409, 'The delivery tells of no workflow, or was refused.');
}
