import express, { type Request, type Router } from 'express';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { z } from 'zod';
import { listLink, newestOf, PROGRESS_LINK } from '../links';
import { Problem } from '../problem';
import { placeOf, type PageSender } from '../send-page';
import { goneSignal } from '../send-pieces';
import { BulkProgress } from '../views/bulk-progress';
import { BulkProblem, BulkQuestion } from '../views/bulk-question';
import { NoDetail } from '../views/detail';
import type { Bulk } from './bulk';
import { addressSchema, formSchema } from './order';

const TITLE = 'Many at once · Inspector';

/** Makes the pages that do something with all that a filter lets through, after a question. */
export function createBulkPages(bulk: Bulk, { sendPage }: PageSender): Router {
  const pages = express.Router();
  const form = express.urlencoded({ extended: false });

  pages.get(PROGRESS_LINK, (_req, res) => {
    res.type('html').send(renderToString(<BulkProgress job={bulk.current()} />));
  });

  pages.get('/bulk', async (req, res) => {
    const { action } = parse(addressSchema, req.query);
    const place = newestOf(placeOf(req));

    async function question(): Promise<JSX.Element> {
      const preview = await bulk.preview({ action, filter: place.filter }, goneSignal(res));
      return <BulkQuestion {...{ action, place, preview }} />;
    }

    // The list looks anew at each change, and what is asked stays.
    const detail = isByList(req) ? <NoDetail /> : await question();
    await sendPage(req, res, place, { title: TITLE, detail });
  });

  pages.post('/bulk', form, async (req, res) => {
    const { action } = parse(addressSchema, req.query);
    const place = newestOf(placeOf(req));
    try {
      await bulk.start({ action, filter: place.filter, ...parse(formSchema, req.body) });
      res.redirect(303, listLink(place));
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 409) throw error;
      const detail = <BulkProblem place={place} problem={error.message} />;
      await sendPage(req, res, place, { title: TITLE, detail, status: error.status });
    }
  });

  pages.post('/bulk/:id/stop', async (req, res) => {
    await bulk.stop(req.params.id);
    res.redirect(303, '/');
  });

  pages.post('/bulk/:id/close', (req, res) => {
    bulk.forget(req.params.id);
    res.redirect(303, '/');
  });

  return pages;
}

function isByList(req: Request): boolean {
  return req.get('hx-source') === 'section#deliveries';
}

function parse<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Problem(400, z.prettifyError(parsed.error));
}
