import express, { type Router } from 'express';
import { z } from 'zod';
import { eventTitle } from '../../circleci/summary';
import { withoutSecrets } from '../../delivery/secrets';
import type { DeliverySummary } from '../../store/delivery-store';
import { readFilter, refuseUnknown } from '../../store/read-filter';
import { pathOf } from '../captured-request';
import { Problem } from '../problem';
import { goneSignal } from '../send-pieces';
import type { Bulk, BulkJob, Order, Preview } from './bulk';
import { orderSchema } from './order';

export const BULK_PATH = '/api/bulk';

/** Makes the part of the API that does something with many deliveries at once. */
export function createBulkApi(bulk: Bulk): Router {
  const api = express.Router();
  const json = express.json({ type: () => true });

  function find(id: string): BulkJob {
    const job = bulk.current();
    if (job?.id === id) return job;
    throw new Problem(
      404,
      `There is no job of the id ${JSON.stringify(id)}: only the last is known.`,
    );
  }

  api.get(BULK_PATH, (_req, res) => {
    const job = bulk.current();
    res.json({ uri: BULK_PATH, jobs: job === undefined ? [] : [jobOf(job)] });
  });

  api.post(BULK_PATH, json, async (req, res) => {
    const { dry_run: isDry, ...order } = parseOrder(req.body);
    if (isDry === true) {
      res.json(previewOf(order, await bulk.preview(order, goneSignal(res))));
      return;
    }
    const job = await bulk.start(order);
    res.status(201).location(`${BULK_PATH}/${job.id}`).json(jobOf(job));
  });

  api.get(`${BULK_PATH}/:id`, (req, res) => {
    res.json(jobOf(find(req.params.id)));
  });

  api.delete(`${BULK_PATH}/:id`, async (req, res) => {
    await bulk.stop(find(req.params.id).id);
    res.status(204).end();
  });

  return api;
}

function parseOrder(body: unknown): Order & { readonly rate?: number; readonly dry_run?: boolean } {
  const parsed = orderSchema.safeParse(body);
  if (!parsed.success) {
    throw new Problem(400, `The body is not as expected: ${z.prettifyError(parsed.error)}`);
  }
  refuseUnknown(parsed.data.filter, []);
  return { ...parsed.data, filter: readFilter(parsed.data.filter) };
}

function previewOf({ action, filter }: Order, { matching, ids, first, last }: Preview): object {
  return {
    ...{ action, filter, matching, count: ids.length },
    first: first === undefined ? null : summaryOf(first),
    last: last === undefined ? null : summaryOf(last),
  };
}

/** Tells of a delivery in brief, in the shape in which the API tells of all of it. */
function summaryOf({ id, receivedAt, method, url, event }: DeliverySummary): object {
  return {
    id,
    uri: pathOf(id),
    start: receivedAt.toISOString(),
    request: { method, uri: withoutSecrets({ url, headers: [] }).url },
    event: event === undefined ? null : { title: eventTitle(event), ...event },
  };
}

function jobOf({ id, rate, ...job }: BulkJob): object {
  return { id, uri: `${BULK_PATH}/${id}`, ...job, rate: rate ?? null };
}
