import express, { type Request, type Router } from 'express';
import { renderToString } from 'preact-render-to-string';
import { isHandled } from '../delivery/handling';
import type { KeptDelivery, Page } from '../store/delivery-store';
import { createBulkPages } from './bulk/pages';
import { countMatching } from './matching';
import type { Inspected } from './inspected';
import { findArrivals } from './arrivals';
import { layOut } from './lay-out';
import { deliveryLink, listLink, newestOf, PARTS, pipelinesLink, type Part } from './links';
import { readPipelines } from './read-pipelines';
import { createAskingPages } from './asking-pages';
import { createReplayPages } from './replay-pages';
import { createPageSender, placeOf } from './send-page';
import { goneSignal } from './send-pieces';
import { ArrivalList } from './views/arrivals';
import { Detail, detailTitle, NoDetail } from './views/detail';
import { DeleteQuestion } from './views/delete-question';
import { Matching } from './views/matching';
import { Pipelines } from './views/pipelines';

/** The forms that replay, as htmx names them. */
const REPLAYING = ['form#replay', 'form#editor'];

/** Makes the pages: a list, and beside it a delivery, an editor, or what came of a replay; and the pipelines. */
export function createPages(inspected: Inspected): Router {
  const { store, dispatcher, circleCiUrl, asked } = inspected;
  const sender = createPageSender(inspected);
  const { listOf, sendPage, sendLayout, find } = sender;
  const pages = express.Router();
  pages.use(createReplayPages(inspected, sender));
  pages.use(createBulkPages(inspected.bulk, sender));
  pages.use(createAskingPages(inspected, sender));

  async function newestOn(page: Page): Promise<KeptDelivery | undefined> {
    const [newest] = page.deliveries;
    return newest && store.get(newest.id);
  }

  pages.get('/', async (req, res) => {
    const place = placeOf(req);
    const page = await listOf(res, place);
    const follows = place.before === undefined;
    const newest = follows ? await newestOn(page) : undefined;
    // A form sends its empty fields too: the address is better off without them.
    if (isByForm(req)) res.set('HX-Replace-Url', listLink(place));
    await sendPage(req, res, place, {
      title: 'Inspector',
      page,
      detail: newest ? (
        <Detail {...await layOut(newest, 'body', store)} {...{ place, circleCiUrl, asked }} />
      ) : (
        <NoDetail />
      ),
      ...(newest && { id: newest.id }),
      follows,
    });
  });

  pages.get('/pipelines', async (req, res) => {
    const place = placeOf(req);
    const page = await readPipelines(store, place, goneSignal(res));
    if (isByForm(req)) res.set('HX-Replace-Url', pipelinesLink(place));
    await sendLayout(res, place, {
      title: 'Pipelines · Inspector',
      section: 'pipelines',
      main: (
        <main id="main" class="wide">
          <Pipelines page={page} place={place} circleCiUrl={circleCiUrl} />
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
      detail: (
        <Detail
          {...await layOut(delivery, partOf(req), store)}
          {...{ place, circleCiUrl, asked }}
          takesFocus={REPLAYING.includes(req.get('hx-source') ?? '')}
        />
      ),
      id: delivery.id,
    });
  });

  pages.get('/deliveries/:id/arrivals', async (req, res) => {
    const delivery = await store.get(req.params.id);
    const found = delivery && (await findArrivals(store, delivery, goneSignal(res)));
    const { arrivals, areNotAll } = found ?? { arrivals: [], areNotAll: false };
    const list = (
      <ArrivalList {...{ arrivals, areNotAll }} shown={req.params.id} place={placeOf(req)} />
    );
    res.type('html').send(renderToString(list));
  });

  pages.post('/deliveries/:id/run-again', async (req, res) => {
    const place = placeOf(req);
    const delivery = await find(req, res, place);
    if (delivery === undefined) return;
    if (isHandled(delivery)) await dispatcher.runAgain(delivery.id);
    res.redirect(303, deliveryLink(delivery.id, newestOf(place)));
  });

  pages.post('/deliveries/:id/forward-again', async (req, res) => {
    const place = placeOf(req);
    const delivery = await find(req, res, place);
    if (delivery === undefined) return;
    await dispatcher.forwardAgain(delivery.id);
    res.redirect(303, deliveryLink(delivery.id, newestOf(place)));
  });

  pages.get('/deliveries/:id/delete', async (req, res) => {
    const place = placeOf(req);
    const delivery = await find(req, res, place);
    if (delivery === undefined) return;
    await sendPage(req, res, place, {
      title: 'Delete · Inspector',
      detail: <DeleteQuestion delivery={delivery} place={place} />,
      id: delivery.id,
    });
  });

  pages.post('/deliveries/:id/delete', async (req, res) => {
    const place = placeOf(req);
    await store.delete(req.params.id);
    res.redirect(303, place.section === 'pipelines' ? pipelinesLink(place) : listLink(place));
  });

  pages.get('/matching', async (req, res) => {
    const { filter } = placeOf(req);
    const matching = await countMatching(store, filter, goneSignal(res));
    const { accepted, others } = await store.count();
    const count = <Matching matching={matching} kept={accepted + others} />;
    res.type('html').send(renderToString(count));
  });

  pages.post('/clear', async (_req, res) => {
    await store.clear();
    res.redirect(303, '/');
  });

  return pages;
}

function isByForm(req: Request): boolean {
  return req.get('hx-source') === 'form#filters';
}

function partOf(req: Request): Part {
  return PARTS.find((name) => name === req.query['part']) ?? 'body';
}
