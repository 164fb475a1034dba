import express, { type Response, type Router } from 'express';
import { isText } from '../text/is-text';
import { headersIn, messageBytes, requestBytes, type Header } from '../http/message';
import { writeFixture } from '../delivery/fixture';
import type { KeptDelivery } from '../store/delivery-store';
import { capturedRequest } from './agent-api';
import { curlPieces } from '../http/curl';
import { httpArchive } from './har';
import type { Inspected } from './inspected';
import { jsonPieces, LongText } from './json-pieces';
import { PARTS, type Part } from './links';
import { parseFilter } from './query';
import { NotSendableError, whyNotSendable } from './replay';
import { releaseFor } from './secrets';
import { goneSignal, sendPieces } from './send-pieces';

const NO_BODY = Buffer.alloc(0);

/** What of the deliveries can be copied and downloaded. */
export function createFiles({ store, receiverUrl }: Inspected): Router {
  const files = express.Router();

  files.get('/deliveries.har', async (req, res) => {
    const [filter, release] = [parseFilter(req.query), releaseFor(req.query)];
    const entries = httpArchive(store, filter, release, goneSignal(res));
    res.attachment('deliveries.har').type('application/json'); // it would go by the name otherwise
    await sendPieces(res, entries);
  });

  files.get('/deliveries/:id/request-body', async (req, res, next) => {
    const delivery = await store.get(req.params.id);
    if (delivery === undefined) next();
    else
      asFile(res, `body-${delivery.id}${isText(delivery.body) ? '.txt' : '.bin'}`).send(
        delivery.body,
      );
  });

  files.get('/deliveries/:id/delivery.json', async (req, res, next) => {
    const delivery = await store.get(req.params.id);
    if (delivery === undefined) {
      next();
      return;
    }
    const pieces = wholeDelivery(releaseFor(req.query)(delivery));
    await sendPieces(asFile(res, `delivery-${delivery.id}.json`), pieces);
  });

  files.get('/deliveries/:id/fixture.json', async (req, res, next) => {
    const delivery = await store.get(req.params.id);
    if (delivery === undefined) next();
    else sendFixture(res, delivery, req.query['anonymise'] !== undefined);
  });

  files.get('/deliveries/:id/curl', async (req, res, next) => {
    const delivery = await store.get(req.params.id);
    if (delivery === undefined) {
      next();
      return;
    }
    const request = releaseFor(req.query)(delivery);
    await sendPieces(res.type('text/plain'), curlPieces(request, receiverUrl));
  });

  files.get('/deliveries/:id/copy/:part', async (req, res, next) => {
    const delivery = await store.get(req.params.id);
    const part = PARTS.find((name) => name === req.params.part);
    if (delivery === undefined || part === undefined) next();
    else res.type('text/plain').send(textOf(releaseFor(req.query)(delivery), part));
  });

  return files;
}

/** Says that it is a file, whatever it is: a browser must not show it, and so run it, as a page of the inspector. */
function asFile(res: Response, name: string): Response {
  return res.attachment(name).type('application/octet-stream');
}

function sendFixture(res: Response, delivery: KeptDelivery, anonymised: boolean): void {
  const problem = whyNotSendable(delivery);
  if (problem !== undefined) throw new NotSendableError(problem);
  const name = delivery.event?.type.replace(/[^\w.-]+/g, '-').slice(0, 80) ?? 'delivery';
  asFile(res, `${name}.json`).send(Buffer.from(writeFixture(delivery, { anonymised })));
}

function* wholeDelivery(delivery: KeptDelivery): Generator<string> {
  const { body, headers } = delivery;
  const text = isText(body) ? { body: new LongText(body, 'utf8') } : {};
  const base64 = { body_base64: new LongText(body, 'base64') };
  yield* jsonPieces({ ...capturedRequest(delivery), headers, ...text, ...base64 }, 2);
  yield '\n';
}

/** Gives a part as text to be copied; what is binary in base64. */
function textOf(delivery: KeptDelivery, part: Part): string {
  const { answer, headers, body } = delivery;
  switch (part) {
    case 'body':
      return copied(body);
    case 'headers':
      return lines(headers);
    case 'raw':
      return copied(requestBytes(delivery));
    case 'answer-body':
      return copied(answer?.body ?? NO_BODY);
    case 'answer-headers':
      return lines(headersIn(answer?.head ?? ''));
    case 'answer-raw':
      return copied(answer ? messageBytes(answer) : NO_BODY);
  }
}

function lines(headers: readonly Header[]): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

function copied(bytes: Buffer): string {
  return bytes.toString(isText(bytes) ? 'utf8' : 'base64');
}
