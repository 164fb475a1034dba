import express, { type ErrorRequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import type { KeptDelivery } from '../store/delivery-store';
import {
  capturedRequest,
  ENDPOINTS_PATH,
  listedRequests,
  listEndpoints,
  pathOf,
  REQUESTS_PATH,
} from './agent-api';
import type { Inspected } from './inspected';
import { ModificationError, modifiedRequest, sameRequest } from './modify';
import { asksForSecrets, parseFilter, parsePage, queryOf, QueryError } from './query';
import { replay, whyNotSendable } from './replay';
import { releaseFor } from './secrets';
import { sendPieces } from './send-pieces';
import { SendError } from '../http/send-request';

/** A body may be 100 MB at most (BODY_LIMIT), and a third larger in base64. */
const MAX_REQUEST_BYTES = 150 * 1024 * 1024;

const header = z.tuple([z.string(), z.string()]);

const replaySchema = z.object({
  id: z.string(),
  request: z
    .strictObject({
      method: z.string().optional(),
      path: z.string().optional(),
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
        .optional(),
      body: z.string().optional(),
      body_base64: z.base64().optional(),
      sign: z.boolean().optional(),
    })
    .refine(({ body, body_base64 }) => body === undefined || body_base64 === undefined, {
      message: 'body and body_base64 exclude each other',
    })
    .optional(),
});

/** The JSON API: the paths and shapes of ngrok's agent API, and more. */
export function createApi(inspected: Inspected): Router {
  const { store, replays, secrets, receiverUrl, publicAddress } = inspected;
  const api = express.Router();
  const json = express.json({ limit: MAX_REQUEST_BYTES, type: () => true });

  api.get(REQUESTS_PATH, async (req, res) => {
    const filter = parseFilter(req.query);
    const { limit, before } = parsePage(req.query);
    const page = await store.list({ filter, limit, ...(before !== undefined && { before }) });
    const more = { limit: String(limit), before: page.next, secrets: asksForSecrets(req.query) };
    const next = page.next === undefined ? undefined : REQUESTS_PATH + queryOf(filter, more);
    res.type('application/json');
    await sendPieces(res, listedRequests(store, page, next, releaseFor(req.query)));
  });

  api.delete(REQUESTS_PATH, async (_req, res) => {
    await store.clear();
    res.status(204).end();
  });

  api.get(`${REQUESTS_PATH}/:id`, async (req, res) => {
    const delivery = await store.get(req.params.id);
    if (delivery === undefined) sendNotFound(res, req.params.id);
    else res.json(capturedRequest(releaseFor(req.query)(delivery)));
  });

  api.post(REQUESTS_PATH, json, async (req, res) => {
    const parsed = replaySchema.safeParse(req.body);
    if (!parsed.success) {
      sendProblem(res, 400, `The body is not as expected: ${z.prettifyError(parsed.error)}`);
      return;
    }
    const { id, request } = parsed.data;
    const delivery = await store.get(id);
    if (delivery === undefined) {
      sendNotFound(res, id);
      return;
    }
    const problem = request?.body === undefined ? whyNotSendable(delivery) : undefined;
    if (problem !== undefined && request?.body_base64 === undefined) {
      sendProblem(res, 409, problem);
      return;
    }
    const outgoing =
      request === undefined ? sameRequest(delivery) : modified(delivery, request, secrets);
    const { answer, keptAs } = await replay(delivery, outgoing, { replays, receiverUrl });
    const kept = keptAs === undefined ? undefined : await store.get(keptAs);
    if (kept === undefined) {
      sendProblem(res, 502, `The receiver answered ${answer.status}, and kept nothing of it.`);
    } else if (request === undefined) {
      res.status(204).end();
    } else {
      res
        .status(201)
        .location(pathOf(kept.id))
        .json(capturedRequest(releaseFor(req.query)(kept)));
    }
  });

  api.get(ENDPOINTS_PATH, (_req, res) => {
    res.json({
      uri: ENDPOINTS_PATH,
      endpoints: listEndpoints(publicAddress.current(), receiverUrl),
    });
  });

  api.use('/api', (req, res) => {
    sendProblem(res, 404, `There is no ${req.method} ${req.originalUrl.split('?')[0] ?? ''} here.`);
  });
  api.use(answerApiError);
  return api;
}

type RequestChange = NonNullable<z.output<typeof replaySchema>['request']>;

function modified(
  delivery: KeptDelivery,
  { body, body_base64, ...change }: RequestChange,
  secrets: Inspected['secrets'],
): ReturnType<typeof modifiedRequest> {
  const bytes =
    body_base64 === undefined
      ? body === undefined
        ? undefined
        : Buffer.from(body)
      : Buffer.from(body_base64, 'base64');
  return modifiedRequest(delivery, { ...change, body: bytes }, secrets);
}

const clientErrorSchema = z.looseObject({ status: z.number().min(400).max(499), type: z.string() });

// Express knows an error handler by its four parameters.
const answerApiError: ErrorRequestHandler = (error: unknown, req, res, next) => {
  if (!req.path.startsWith('/api')) {
    next(error);
  } else if (error instanceof QueryError || error instanceof ModificationError) {
    sendProblem(res, 400, error.message);
  } else if (error instanceof SendError) {
    sendProblem(res, 502, error.message);
  } else if (clientErrorSchema.safeParse(error).success) {
    const { status, type } = clientErrorSchema.parse(error);
    sendProblem(res, status, `The body could not be read as JSON (${type}).`);
  } else {
    next(error);
  }
};

function sendNotFound(res: Response, id: string): void {
  sendProblem(res, 404, `No delivery is kept under the id ${JSON.stringify(id)}.`);
}

function sendProblem(res: Response, status: number, message: string): void {
  res.status(status).json({ status_code: status, msg: message });
}
