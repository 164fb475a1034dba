import express, { type Request, type Response, type Router } from 'express';
import { renderToString } from 'preact-render-to-string';
import {
  SendError,
  sendRequest,
  type OutgoingRequest,
  type ReceivedAnswer,
} from '../http/send-request';
import type { KeptDelivery } from '../store/delivery-store';
import { draftOf, modificationOf, parseDraft, type Draft } from './draft';
import type { Inspected } from './inspected';
import { deliveryLink } from './links';
import { ModificationError, modifiedRequest, sameRequest } from './modify';
import { loopbackOrigin, replay, whyNotSendable } from './replay';
import { placeOf, type PageSender } from './send-page';
import { Editor, JsonCheck } from './views/editor';
import { Outcome } from './views/outcome';

/** A body may have 100 MB at most (BODY_LIMIT), and takes three times that in a form. */
const MAX_FORM_BYTES = 300 * 1024 * 1024;

/** The pages that send a delivery again, as it came or changed in an editor. */
export function createReplayPages(inspected: Inspected, { sendPage, find }: PageSender): Router {
  const { secrets, receiverUrl } = inspected;
  const pages = express.Router();
  const form = express.urlencoded({
    extended: false,
    limit: MAX_FORM_BYTES,
    parameterLimit: 10_000,
  });

  pages.get('/deliveries/:id/edit', async (req, res) => {
    const place = placeOf(req);
    const delivery = await find(req, res, place);
    if (delivery === undefined) return;
    await sendEditor(req, res, delivery, draftOf(delivery, secrets));
  });

  async function sendEditor(
    req: Request,
    res: Response,
    { id }: KeptDelivery,
    draft: Draft,
    problems: readonly string[] = [],
  ): Promise<void> {
    const place = placeOf(req);
    const canSign = secrets !== undefined;
    await sendPage(req, res, place, {
      title: 'Edit and replay · Inspector',
      detail: <Editor {...{ id, place, draft, receiverUrl, canSign, problems }} />,
      id,
      status: problems.length > 0 ? 422 : 200,
    });
  }

  pages.post('/deliveries/:id/replay', form, async (req: Request<{ id: string }>, res) => {
    const place = placeOf(req);
    const delivery = await find(req, res, place);
    if (delivery === undefined) return;
    const form: unknown = req.body;
    if (typeof form === 'object' && form !== null && 'edited' in form) {
      await replayEdited(req, res, delivery);
    } else {
      const problem = whyNotSendable(delivery);
      if (problem === undefined) await sendAgain(req, res, delivery, sameRequest(delivery));
      else await sendOutcome(req, res, delivery, receiverUrl, { problem });
    }
  });

  async function replayEdited(req: Request, res: Response, delivery: KeptDelivery): Promise<void> {
    const draft = parseDraft(req.body);
    let request: OutgoingRequest;
    try {
      request = modifiedRequest(delivery, modificationOf(draft, delivery), secrets);
    } catch (error) {
      if (!(error instanceof ModificationError)) throw error;
      await sendEditor(req, res, delivery, draft, error.problems);
      return;
    }
    if (draft.target === '' || draft.target === receiverUrl) {
      await sendAgain(req, res, delivery, request);
      return;
    }
    const target = loopbackOrigin(draft.target);
    if (target === undefined) {
      await sendEditor(req, res, delivery, draft, [
        'Send to: use an address of this machine without a path, as in http://localhost:8080; the path is a field of its own.',
      ]);
      return;
    }
    await sendOutcome(req, res, delivery, target, await outcomeOf(sendRequest(target, request)));
  }

  /** Through the front door, and on to what it is kept as. */
  async function sendAgain(
    req: Request,
    res: Response,
    delivery: KeptDelivery,
    request: OutgoingRequest,
  ): Promise<void> {
    const outcome = await outcomeOf(replay(delivery, request, inspected));
    if ('keptAs' in outcome && outcome.keptAs !== undefined) {
      res.redirect(303, deliveryLink(outcome.keptAs, { filter: placeOf(req).filter }));
    } else {
      const told = 'answer' in outcome ? outcome.answer : outcome;
      await sendOutcome(req, res, delivery, receiverUrl, told);
    }
  }

  async function sendOutcome(
    req: Request,
    res: Response,
    { id }: KeptDelivery,
    target: string,
    outcome: ReceivedAnswer | { problem: string },
  ): Promise<void> {
    const place = placeOf(req);
    await sendPage(req, res, place, {
      title: 'Replay · Inspector',
      detail: <Outcome {...{ id, place, target, outcome }} />,
      id,
      status: 'problem' in outcome ? 502 : 200,
    });
  }

  pages.post('/check-json', form, (req, res) => {
    const { body } = parseBodyField(req.body);
    res.type('html').send(renderToString(<JsonCheck text={body} />));
  });

  return pages;
}

function parseBodyField(form: unknown): { body: string } {
  const isForm = typeof form === 'object' && form !== null && 'body' in form;
  return { body: isForm && typeof form.body === 'string' ? form.body : '' };
}

/** Waits for an answer, or for the reason why there is none. */
async function outcomeOf<T>(sent: Promise<T>): Promise<T | { problem: string }> {
  try {
    return await sent;
  } catch (error) {
    if (error instanceof SendError) return { problem: error.message };
    throw error;
  }
}
