import express, { type Request, type Response, type Router } from 'express';
import { renderToString } from 'preact-render-to-string';
import { SendError } from '../http/send-request';
import type { KeptDelivery } from '../store/delivery-store';
import { draftOf, modificationOf, parseDraft, type Draft } from './draft';
import type { InspectorOptions } from './inspector-options';
import { Problem } from './problem';
import { loopbackOrigin, replay, type Replayed } from './replay';
import { deliveryLink, newestOf } from './links';
import { placeOf, type PageSender } from './send-page';
import { Editor, JsonCheck } from './views/editor';
import { Outcome, type ReplayOutcome } from './views/outcome';

/** A body may have 100 MB at most (BODY_LIMIT), and takes three times that in a form. */
const MAX_FORM_BYTES = 300 * 1024 * 1024;

/** Makes the pages that send a delivery again, as it came or changed in an editor. */
export function createReplayPages(
  inspected: InspectorOptions,
  { sendPage, find }: PageSender,
): Router {
  const { secrets, receiverUrl } = inspected;
  let lastTarget = '';
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
    await sendEditor(req, res, delivery, draftOf(delivery, secrets, lastTarget));
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
    const outcome = await outcomeOf(async () => replay(delivery, undefined, inspected));
    await sendOutcome(req, res, delivery, outcome);
  }

  /** Sends what was edited. What cannot be sent goes back to the editor. */
  async function replayEdited(req: Request, res: Response, delivery: KeptDelivery): Promise<void> {
    const draft = parseDraft(req.body);
    const outcome = await outcomeOf(async () => {
      const modification = modificationOf(draft, delivery);
      const target = targetOf(draft, receiverUrl);
      lastTarget = target === receiverUrl ? '' : target;
      return replay(delivery, modification, inspected, target);
    });
    if ('problems' in outcome) await sendEditor(req, res, delivery, draft, outcome.problems);
    else await sendOutcome(req, res, delivery, outcome);
  }

  async function sendOutcome(
    req: Request,
    res: Response,
    { id }: KeptDelivery,
    outcome: ReplayOutcome,
  ): Promise<void> {
    const place = placeOf(req);
    if ('savedId' in outcome && outcome.savedId !== undefined) {
      res.redirect(303, deliveryLink(outcome.savedId, newestOf(place)));
      return;
    }
    await sendPage(req, res, place, {
      title: 'Replay · Inspector',
      detail: <Outcome {...{ id, place, outcome }} />,
      id,
      status: 'problems' in outcome ? 502 : 200,
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
 * Reads where a draft is to go: to the receiver, by whatever name of this machine, or to another app on it.
 *
 * @throws {Problem} if it is to go elsewhere
 */
function targetOf({ target }: Draft, receiverUrl: string): string {
  if (target === '' || target === receiverUrl) return receiverUrl;
  const origin = loopbackOrigin(target);
  if (origin === undefined) {
    throw new Problem(
      400,
      'Send to: use an address of this machine without a path, as in http://localhost:8080; the path is a field of its own.',
    );
  }
  return new URL(origin).port === new URL(receiverUrl).port ? receiverUrl : origin;
}

/** Waits for an answer, or for the reasons why there is none. */
async function outcomeOf(send: () => Promise<Replayed>): Promise<ReplayOutcome> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof Problem) return { problems: error.reasons };
    if (error instanceof SendError) return { problems: [error.message] };
    throw error;
  }
}
