import express, { type Response, type Router } from 'express';
import { isText } from '../text/is-text';
import type { Header } from '../delivery/delivery';
import { FixtureError, writeFixture } from '../delivery/fixture';
import type { KeptDelivery } from '../store/delivery-store';
import { capturedRequest } from './agent-api';
import { curlCommand } from '../http/curl';
import { httpArchive } from './har';
import type { Inspected } from './inspected';
import { PARTS, type Part } from './links';
import { sameRequest } from './modify';
import { parseFilter } from './query';
import { whyNotSendable } from './replay';
import { releaseFor } from './secrets';
import { sendPieces } from './send-pieces';
import { headersOf, rawAnswer, rawRequest } from './wire';

/** What of the deliveries can be copied and downloaded. */
export function createFiles({ store, receiverUrl }: Inspected): Router {
  const files = express.Router();

  files.get('/deliveries.har', async (req, res) => {
    const entries = httpArchive(store, parseFilter(req.query), releaseFor(req.query));
    res.type('application/json').attachment('deliveries.har');
    await sendPieces(res, entries);
  });

  files.get('/deliveries/:id/request-body', async (req, res, next) => {
    const delivery = await store.get(req.params.id);
    if (delivery === undefined) next();
    else
      download(res, `body-${delivery.id}${isText(delivery.body) ? '.txt' : '.bin'}`, delivery.body);
  });

  files.get('/deliveries/:id/delivery.json', async (req, res, next) => {
    const delivery = await store.get(req.params.id);
    if (delivery === undefined) {
      next();
      return;
    }
    const json = asJson(releaseFor(req.query)(delivery));
    download(res, `delivery-${delivery.id}.json`, Buffer.from(json));
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
    const request = sameRequest(releaseFor(req.query)(delivery));
    res.type('text/plain').send(curlCommand(request, receiverUrl));
  });

  files.get('/deliveries/:id/copy/:part', async (req, res, next) => {
    const delivery = await store.get(req.params.id);
    const part = PARTS.find((name) => name === req.params.part);
    if (delivery === undefined || part === undefined) next();
    else res.type('text/plain').send(textOf(releaseFor(req.query)(delivery), part));
  });

  return files;
}

/** As a file, whatever it is: a browser must not show it, and so run it, as a page of the inspector. */
function download(res: Response, name: string, content: Buffer): void {
  res.attachment(name).type('application/octet-stream').send(content);
}

function sendFixture(res: Response, delivery: KeptDelivery, anonymised: boolean): void {
  try {
    const problem = whyNotSendable(delivery);
    if (problem !== undefined) throw new FixtureError(problem);
    const name = delivery.event?.type.replace(/[^\w.-]+/g, '-').slice(0, 80) ?? 'delivery';
    download(res, `${name}.json`, Buffer.from(writeFixture(delivery, { anonymised })));
  } catch (error) {
    if (!(error instanceof FixtureError)) throw error;
    res.status(409).type('text/plain').send(error.message);
  }
}

function asJson(delivery: KeptDelivery): string {
  const { body } = delivery;
  const text = isText(body) ? { body: body.toString('utf8') } : {};
  return `${JSON.stringify({ ...capturedRequest(delivery), headers: delivery.headers, ...text, body_base64: body.toString('base64') }, null, 2)}\n`;
}

/** A part as text to be copied; what is binary in base64. */
function textOf(delivery: KeptDelivery, part: Part): string {
  const { answer, headers, body } = delivery;
  switch (part) {
    case 'body':
      return copied(body);
    case 'headers':
      return lines(headers);
    case 'raw':
      return copied(rawRequest(delivery));
    case 'answer-body':
      return copied(answer?.body ?? Buffer.alloc(0));
    case 'answer-headers':
      return lines(headersOf(answer?.head ?? ''));
    case 'answer-raw':
      return copied(rawAnswer(delivery));
  }
}

function lines(headers: readonly Header[]): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

function copied(bytes: Buffer): string {
  return bytes.toString(isText(bytes) ? 'utf8' : 'base64');
}
