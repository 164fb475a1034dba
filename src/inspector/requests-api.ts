import express, { type Router } from 'express';
import { z } from 'zod';
import type { DeliveryStore, KeptDelivery, ListOptions, Page } from '../store/delivery-store';
import type { DeliveryFilter } from '../store/filter';
import { capturedRequest, pathOf, REQUESTS_PATH, TUNNEL_NAME } from './captured-request';
import type { InspectorOptions } from './inspector-options';
import { jsonListPieces, jsonPieces } from './json-pieces';
import type { Modification } from './modify';
import { Problem } from './problem';
import { queryOf, readFilter, refuseUnknown } from '../store/read-filter';
import { asksForSecrets, LIST_PARAMETERS, parsePage } from './query';
import { readWhole } from './read-whole';
import { replay, requireKept } from './replay';
import { countMatching } from './matching';
import { createWaiting } from './wait-for-new';
import { releaseFor, type Release } from './secrets';
import { goneSignal, sendPieces } from './send-pieces';

/** A body may be 100 MB at most (BODY_LIMIT), and a third larger in base64. */
const MAX_REQUEST_BYTES = 150 * 1024 * 1024;

/** A name that is there twice, or not a text, is none. */
const targetSchema = z.object({ target: z.string().optional().catch('') });

type Listed = ListOptions & { readonly filter: DeliveryFilter; readonly signal: AbortSignal };

/** Before all ids that there are. */
const FIRST_ID = '00000000-0000-7000-8000-000000000000';

const header = z.tuple([z.string(), z.string()]);

const replaySchema = z.object({
  id: z.string(),
  tunnel_name: z.literal(TUNNEL_NAME).nullish(),
  request: z
    .strictObject({
      method: z.string().exactOptional(),
      path: z.string().exactOptional(),
      headers: z
        .union([
          z.array(header),
          z
            .record(z.string(), z.union([z.string(), z.array(z.string())]))
            .transform((map) =>
              Object.entries(map).flatMap(([name, values]) =>
                [values].flat().map((value): [string, string] => [name, value]),
              ),
            ),
        ])
        .exactOptional(),
      body: z.string().optional(),
      body_base64: z.base64().optional(),
      sign: z.boolean().exactOptional(),
    })
    .refine(({ body, body_base64 }) => body === undefined || body_base64 === undefined, {
      message: 'body and body_base64 exclude each other',
    })
    .optional(),
});

/** Makes the part of ngrok's agent API that tells of requests and replays them, and more. */
export function createRequestsApi(inspected: InspectorOptions): Router {
  const { store, dispatcher } = inspected;
  const waitForNew = createWaiting(store);
  const api = express.Router();
  const json = express.json({ limit: MAX_REQUEST_BYTES, type: () => true });

  async function find(id: string): Promise<KeptDelivery> {
    const delivery = await store.get(id);
    if (delivery === undefined) throw notKept(id);
    return delivery;
  }

  async function newestId(): Promise<string> {
    return (await store.list({ limit: 1 })).deliveries[0]?.id ?? FIRST_ID;
  }

  api.get(REQUESTS_PATH, async (req, res) => {
    refuseUnknown(req.query, LIST_PARAMETERS);
    const filter = readFilter(req.query);
    const { wait, tunnel_name = TUNNEL_NAME, ...range } = parsePage(req.query);
    if (tunnel_name !== TUNNEL_NAME) {
      res.json({ uri: REQUESTS_PATH, requests: [] });
      return;
    }
    const after = range.after ?? (wait === undefined ? undefined : await newestId());
    const listed = { ...range, filter, signal: goneSignal(res), ...(after && { after }) };
    const page = await (wait ? waitForNew(listed, wait * 1_000) : store.list(listed));
    const more = {
      limit: String(range.limit),
      before: page.next,
      after,
      secrets: asksForSecrets(req.query),
    };
    const next = page.next === undefined ? undefined : REQUESTS_PATH + queryOf(filter, more);
    const requests = captured(store, page, releaseFor(req.query));
    const total = after === undefined ? await totalOf(page, listed) : undefined;
    const start = `{"uri":"${REQUESTS_PATH}","requests":[`;
    // What waits goes on from the newest that it got, or from where it began.
    const told = { total, after: after && (page.deliveries[0]?.id ?? after), next };
    const end = `],${JSON.stringify(told).slice(1)}`;
    await sendPieces(res.type('application/json'), jsonListPieces(start, requests, end));
  });

  async function totalOf(
    { deliveries }: Page,
    { before, limit, filter, signal }: Listed,
  ): Promise<number> {
    if (before === undefined && deliveries.length < limit) return deliveries.length;
    if (Object.keys(filter).length > 0) return countMatching(store, filter, signal);
    const { accepted, others } = await store.count();
    return accepted + others;
  }

  api.delete(REQUESTS_PATH, async (_req, res) => {
    await store.clear();
    res.status(204).end();
  });

  api.get(`${REQUESTS_PATH}/:id`, async (req, res) => {
    const delivery = releaseFor(req.query)(await find(req.params.id));
    await sendPieces(res.type('application/json'), jsonPieces(capturedRequest(delivery)));
  });

  api.delete(`${REQUESTS_PATH}/:id`, async (req, res) => {
    const { id } = req.params;
    if (!(await store.delete(id))) throw notKept(id);
    res.status(204).end();
  });

  api.post(REQUESTS_PATH, json, async (req, res) => {
    const parsed = replaySchema.safeParse(req.body);
    if (!parsed.success) {
      throw new Problem(400, `The body is not as expected: ${z.prettifyError(parsed.error)}`);
    }
    const { id, request } = parsed.data;
    const modification = request && modificationOf(request);
    const savedId = requireKept(await replay(await find(id), modification, inspected));
    if (request === undefined) {
      res.status(204).end();
      return;
    }
    const kept = await find(savedId);
    res.status(201).location(pathOf(kept.id)).type('application/json');
    await sendPieces(res, jsonPieces(capturedRequest(releaseFor(req.query)(kept))));
  });

  api.post(`${REQUESTS_PATH}/:id/forward`, async (req, res) => {
    const { id } = await find(req.params.id);
    const { target } = targetSchema.parse(req.query);
    if (!(await dispatcher.forwardAgain(id, target))) {
      const targets = dispatcher.targets.map(({ name }) => name).join(', ');
      throw new Problem(404, `There is no such target; FORWARD_TO has ${targets || 'none'}.`);
    }
    res.status(202).end();
  });

  return api;
}

function notKept(id: string): Problem {
  return new Problem(404, `No delivery is kept under the id ${JSON.stringify(id)}.`);
}

async function* captured(
  store: DeliveryStore,
  { deliveries }: Page,
  release: Release,
): AsyncGenerator {
  for await (const delivery of readWhole(store, deliveries)) {
    yield capturedRequest(release(delivery));
  }
}

type RequestChange = NonNullable<z.output<typeof replaySchema>['request']>;

function modificationOf({ path, body, body_base64, ...change }: RequestChange): Modification {
  return {
    ...change,
    ...(path !== undefined && { url: path }),
    ...(body !== undefined && { body: Buffer.from(body) }),
    ...(body_base64 !== undefined && { body: Buffer.from(body_base64, 'base64') }),
  };
}
