import type { Request, Response } from 'express';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { KeptDelivery, Page } from '../store/delivery-store';
import type { Inspected } from './inspected';
import { listLink, type Place, type Section } from './links';
import { ownTurn } from './own-turn';
import { readFilter } from '../store/read-filter';
import { DEFAULT_LIMIT, parsePage } from './query';
import { goneSignal } from './send-pieces';
import { Layout } from './views/layout';
import { List } from './views/list';
import { Gone } from './views/outcome';

interface Shown {
  readonly title: string;
  readonly detail: JSX.Element;
  /** Of the delivery that is marked in the list. */
  readonly id?: string;
  /** Whether the newest is to be shown, whatever that is. */
  readonly follows?: boolean;
  readonly status?: number;
  /** The page of the list, if it has been looked at already. */
  readonly page?: Page;
}

interface Laid {
  readonly title: string;
  readonly section: Section;
  readonly main: JSX.Element;
  readonly status?: number;
}

/** What all pages are made with. */
export interface PageSender {
  /** Reads the page of the list at a place, as long as someone waits for it. */
  readonly listOf: (res: Response, place: Place) => Promise<Page>;
  /** Sends a page with the list, and something beside it. */
  readonly sendPage: (req: Request, res: Response, place: Place, shown: Shown) => Promise<void>;
  /** Sends a page with something else in it. */
  readonly sendLayout: (res: Response, place: Place, laid: Laid) => Promise<void>;
  /** Finds the delivery that a request names, or answers that there is none. */
  readonly find: (
    req: Request<{ id: string }>,
    res: Response,
    place: Place,
  ) => Promise<KeptDelivery | undefined>;
}

export function createPageSender(inspected: Inspected): PageSender {
  const { store, receiverUrl, publicAddress, bulk, answers } = inspected;

  async function listOf(res: Response, { filter, before }: Place): Promise<Page> {
    const options = { filter, limit: DEFAULT_LIMIT, signal: goneSignal(res) };
    return store.list({ ...options, ...(before !== undefined && { before }) });
  }

  async function sendPage(
    req: Request,
    res: Response,
    place: Place,
    { title, detail, id, follows = false, status = 200, page }: Shown,
  ): Promise<void> {
    // What came of a form is no place to come back to.
    if (req.method === 'POST') res.set('HX-Push-Url', 'false');
    const listed = page ?? (await listOf(res, place));
    const counts = await store.count();
    await sendLayout(res, place, {
      title,
      section: place.section ?? 'deliveries',
      status,
      main: (
        <main
          id="main"
          class={req.path === '/' ? 'browsing' : 'reading'}
          // What was asked for last is what is shown, in whatever order the answers come.
          hx-sync:inherited="#main:replace"
        >
          <h1 class="sr">Deliveries</h1>
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
    await ownTurn();
    const html = renderToString(
      <Layout
        {...{ title, section, filter, kept, receiverUrl }}
        address={publicAddress.current()}
        job={bulk.current()}
        choice={answers.current()}
      >
        {main}
      </Layout>,
    );
    res.status(status).type('html').send(`<!doctype html>${html}`);
  }

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

  return { listOf, sendPage, sendLayout, find };
}

/** Finds where in the list a request is. */
export function placeOf(req: Request): Place {
  const { before } = parsePage(req.query);
  const isOfPipelines = req.path === '/pipelines' || req.query['from'] === 'pipelines';
  return {
    section: isOfPipelines ? 'pipelines' : 'deliveries',
    filter: readFilter(req.query),
    ...(before !== undefined && { before }),
  };
}

/** Gives the address of a page, without what a form's empty fields add to it. */
function addressOf(req: Request, place: Place): string {
  return req.path === '/' ? listLink(place) : req.originalUrl;
}
