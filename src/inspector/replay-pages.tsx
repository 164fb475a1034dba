import express, { type Request, type Response, type Router } from 'express';
import { renderToString } from 'preact-render-to-string';
import { SendError, sendRequest, type OutgoingRequest } from '../http/send-request';
import type { KeptDelivery } from '../store/delivery-store';
import { draftOf, modificationOf, parseDraft, type Draft } from './draft';
import type { Inspected } from './inspected';
import { deliveryLink } from './links';
import { ModificationError, modifiedRequest, sameRequest } from './modify';
import { loopbackOrigin, replay, whyNotSendable, type Replayed } from './replay';
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

  /** For those who load anew what came of a replay. */
  pages.get('/deliveries/:id/replay', (req, res) => {
    res.redirect(303, deliveryLink(req.params.id, placeOf(req)));
  });

  pages.post('/deliveries/:id/replay', form, async (req: Request<{ id: string }>, res) => {
    const place = placeOf(req);
    const delivery = await find(req, res, place);
    if (delivery === undefined) return;
    const form: unknown = req.body;
    const isEdited = typeof form === 'object' && form !== null && 'edited' in form;
    await (isEdited ? replayEdited(req, res, delivery) : replaySame(req, res, delivery));
  });

  async function replaySame(req: Request, res: Response, delivery: KeptDelivery): Promise<void> {
    const problem = whyNotSendable(delivery);
    const outcome =
      problem === undefined
        ? await outcomeOf(sendTo(receiverUrl, delivery, sameRequest(delivery)))
        : { problem };
    await sendOutcome(req, res, delivery, receiverUrl, outcome);
  }

  /** What cannot be sent goes back to the editor. */
  async function replayEdited(req: Request, res: Response, delivery: KeptDelivery): Promise<void> {
    const draft = parseDraft(req.body);
    let request: OutgoingRequest;
    let target: string;
    try {
      request = modifiedRequest(delivery, modificationOf(draft, delivery), secrets);
      target = targetOf(draft, receiverUrl);
    } catch (error) {
      if (!(error instanceof ModificationError)) throw error;
      await sendEditor(req, res, delivery, draft, error.problems);
      return;
    }
    const outcome = await outcomeOf(sendTo(target, delivery, request));
    if ('problem' in outcome) await sendEditor(req, res, delivery, draft, [outcome.problem]);
    else await sendOutcome(req, res, delivery, target, outcome);
  }

  /** To the receiver it goes through the front door, and is kept. */
  async function sendTo(
    target: string,
    original: KeptDelivery,
    request: OutgoingRequest,
  ): Promise<Replayed> {
    return target === receiverUrl
      ? replay(original, request, inspected)
      : { answer: await sendRequest(target, request), keptAs: undefined };
  }

  async function sendOutcome(
    req: Request,
    res: Response,
    { id }: KeptDelivery,
    target: string,
    outcome: Replayed | { problem: string },
  ): Promise<void> {
    const place = placeOf(req);
    if ('keptAs' in outcome && outcome.keptAs !== undefined) {
      res.redirect(303, deliveryLink(outcome.keptAs, { filter: place.filter }));
      return;
    }
    const told = 'answer' in outcome ? outcome.answer : outcome;
    await sendPage(req, res, place, {
      title: 'Replay · Inspector',
      detail: <Outcome {...{ id, place, target, outcome: told }} />,
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

/**
 * Where a draft is to go: to the receiver, by whatever name of this machine, or to another app on it.
 *
 * @throws {ModificationError} where it is to go elsewhere
 */
function targetOf({ target }: Draft, receiverUrl: string): string {
  if (target === '' || target === receiverUrl) return receiverUrl;
  const origin = loopbackOrigin(target);
  if (origin === undefined) {
    throw new ModificationError([
      'Send to: use an address of this machine without a path, as in http://localhost:8080; the path is a field of its own.',
    ]);
  }
  return new URL(origin).port === new URL(receiverUrl).port ? receiverUrl : origin;
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
