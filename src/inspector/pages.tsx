import express, { type Request, type Response, type Router } from 'express';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { KeptDelivery, Page } from '../store/delivery-store';
import { draftOf, modificationOf, parseDraft, type Draft } from './draft';
import type { Inspected } from './inspected';
import { deliveryLink, listLink, PARTS, type Part, type Place } from './links';
import { isHandled } from '../handling';
import { ModificationError, modifiedRequest, sameRequest } from './modify';
import { readPipelines } from './read-pipelines';
import { DEFAULT_LIMIT, parseFilter, parsePage } from './query';
import { loopbackOrigin, replay, whyNotSendable } from './replay';
import {
  SendError,
  sendRequest,
  type OutgoingRequest,
  type ReceivedAnswer,
} from '../http/send-request';
import { Detail, detailTitle, NoDetail } from './views/detail';
import { Editor, JsonCheck } from './views/editor';
import { Layout, type Section } from './views/layout';
import { List } from './views/list';
import { Gone, Outcome } from './views/outcome';
import { Pipelines } from './views/pipelines';

/** A body may have 100 MB at most (BODY_LIMIT), and takes three times that in a form. */
const MAX_FORM_BYTES = 300 * 1024 * 1024;

interface Shown {
  readonly title: string;
  readonly detail: JSX.Element;
  /** Of the delivery that is marked in the list. */
  readonly id?: string;
  /** Whether the newest is to be shown, whatever that is. */
  readonly follows?: boolean;
  readonly status?: number;
  /** The page of the list, where it has been looked at already. */
  readonly page?: Page;
}

interface Laid {
  readonly title: string;
  readonly section: Section;
  readonly main: JSX.Element;
  readonly status?: number;
}

/** The pages: a list, and beside it a delivery, an editor, or what came of a replay. */
export function createPages(inspected: Inspected): Router {
  const { store, dispatcher, secrets, receiverUrl, publicAddress } = inspected;
  const pages = express.Router();
  const form = express.urlencoded({
    extended: false,
    limit: MAX_FORM_BYTES,
    parameterLimit: 10_000,
  });

  async function listOf({ filter, before }: Place): Promise<Page> {
    return store.list({ filter, limit: DEFAULT_LIMIT, ...(before !== undefined && { before }) });
  }

  async function sendPage(
    req: Request,
    res: Response,
    place: Place,
    { title, detail, id, follows = false, status = 200, page }: Shown,
  ): Promise<void> {
    const listed = page ?? (await listOf(place));
    const counts = await store.count();
    await sendLayout(res, place, {
      title,
      section: 'deliveries',
      status,
      main: (
        <main id="main" class={req.path === '/' ? 'browsing' : 'reading'}>
          <List
            page={listed}
            place={place}
            counts={counts}
            shown={id}
            follows={follows}
            address={req.method === 'GET' ? addressOf(req, place) : listLink(place)}
            inspected={inspected}
          />
          {detail}
        </main>
      ),
    });
  }

  async function sendLayout(
    res: Response,
    { filter }: Place,
    { title, section, main, status = 200 }: Laid,
  ): Promise<void> {
    const { accepted, others } = await store.count();
    const kept = accepted + others;
    const html = renderToString(
      <Layout {...{ title, section, filter, kept, receiverUrl, address: publicAddress.current() }}>
        {main}
      </Layout>,
    );
    res.status(status).type('html').send(`<!doctype html>${html}`);
  }

  /** Finds the delivery that a request names, or answers that there is none. */
  async function find(
    req: Request<{ id: string }>,
    res: Response,
    place: Place,
  ): Promise<KeptDelivery | undefined> {
    const delivery = await store.get(req.params.id);
    if (delivery === undefined) {
      await sendPage(req, res, place, { title: 'Not kept', detail: <Gone />, status: 404 });
    }
    return delivery;
  }

  async function newestOf(page: Page): Promise<KeptDelivery | undefined> {
    const [newest] = page.deliveries;
    return newest && store.get(newest.id);
  }

  pages.get('/', async (req, res) => {
    const place = placeOf(req);
    const page = await listOf(place);
    const follows = place.before === undefined;
    const newest = follows ? await newestOf(page) : undefined;
    // A form sends its empty fields too: the address is better off without them.
    if (req.get('hx-source') === 'form#filters') res.set('HX-Push-Url', listLink(place));
    await sendPage(req, res, place, {
      title: 'Inspector',
      page,
      detail: newest ? <Detail delivery={newest} place={place} part="body" /> : <NoDetail />,
      ...(newest && { id: newest.id }),
      follows,
    });
  });

  pages.get('/pipelines', async (req, res) => {
    const place = placeOf(req);
    const page = await readPipelines(store, place);
    await sendLayout(res, place, {
      title: 'Pipelines · Inspector',
      section: 'pipelines',
      main: (
        <main id="main" class="wide">
          <Pipelines page={page} place={place} />
        </main>
      ),
    });
  });

  pages.get('/deliveries/:id', async (req, res) => {
    const place = placeOf(req);
    const delivery = await find(req, res, place);
    if (delivery === undefined) return;
    await sendPage(req, res, place, {
      title: detailTitle(delivery),
      detail: <Detail delivery={delivery} place={place} part={partOf(req)} />,
      id: delivery.id,
    });
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

  pages.post('/deliveries/:id/run-again', async (req, res) => {
    const place = placeOf(req);
    const delivery = await find(req, res, place);
    if (delivery === undefined) return;
    if (isHandled(delivery)) await dispatcher.runAgain(delivery.id);
    res.redirect(303, deliveryLink(delivery.id, { filter: place.filter }));
  });

  pages.post('/clear', async (_req, res) => {
    await store.clear();
    res.redirect(303, '/');
  });

  pages.post('/check-json', form, (req, res) => {
    const { body } = parseBodyField(req.body);
    res.type('html').send(renderToString(<JsonCheck text={body} />));
  });

  return pages;
}

function placeOf(req: Request): Place {
  const { before } = parsePage(req.query);
  return { filter: parseFilter(req.query), ...(before !== undefined && { before }) };
}

function partOf(req: Request): Part {
  return PARTS.find((name) => name === req.query['part']) ?? 'body';
}

/** The address of a page, without what a form's empty fields add to it. */
function addressOf(req: Request, place: Place): string {
  return req.path === '/' ? listLink(place) : req.originalUrl;
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
