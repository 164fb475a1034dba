import express, { type Request, type Response, type Router } from 'express';
import { parseBody } from '../circleci/summary';
import { isText } from '../text/is-text';
import { readableHeaders } from '../http/message';
import { writeFixture } from '../delivery/fixture';
import type { KeptDelivery } from '../store/delivery-store';
import { capturedRequest } from './captured-request';
import { curlPieces } from '../http/curl';
import { httpArchive } from './har';
import type { InspectorOptions } from './inspector-options';
import { jsonPieces, LongText } from './json-pieces';
import { PARTS, type Part } from './links';
import { messageOf } from './message-of';
import { requireSendable } from './replay';
import { readFilter, refuseUnknown } from '../store/read-filter';
import { LIST_PARAMETERS } from './query';
import { releaseFor } from './secrets';
import { goneSignal, sendPieces } from './send-pieces';

/** Serves what of the deliveries can be copied and downloaded. */
export function createFiles({ store, receiverUrl }: InspectorOptions): Router {
  const files = express.Router();

  files.get('/deliveries.har', async (req, res) => {
    refuseUnknown(req.query, LIST_PARAMETERS);
    const [filter, release] = [readFilter(req.query), releaseFor(req.query)];
    const entries = httpArchive(store, filter, release, goneSignal(res));
    res.attachment('deliveries.har').type('application/json'); // it would go by the name otherwise
    await sendPieces(res, entries);
  });

  function onDelivery(
    path: string,
    send: (delivery: KeptDelivery, req: Request, res: Response) => unknown,
  ): void {
    files.get(`/deliveries/:id/${path}`, async (req: Request<{ id: string }>, res, next) => {
      const delivery = await store.get(req.params.id);
      if (delivery === undefined) next();
      else await send(delivery, req, res);
    });
  }

  onDelivery('request-body', (delivery, _req, res) => {
    asFile(res, `body-${delivery.id}.${extensionOf(delivery)}`).send(delivery.body);
  });

  onDelivery('delivery.json', async (delivery, req, res) => {
    const pieces = wholeDelivery(releaseFor(req.query)(delivery));
    await sendPieces(asFile(res, `delivery-${delivery.id}.json`), pieces);
  });

  onDelivery('fixture.json', (delivery, req, res) => {
    sendFixture(res, delivery, req.query['anonymise'] !== undefined);
  });

  onDelivery('curl', async (delivery, req, res) => {
    requireSendable(delivery);
    const request = releaseFor(req.query)(delivery);
    await sendPieces(res.type('text/plain'), curlPieces(request, request.sentTo ?? receiverUrl));
  });

  for (const part of PARTS) {
    onDelivery(`copy/${part}`, (delivery, req, res) => {
      res.type('text/plain').send(textOf(releaseFor(req.query)(delivery), part));
    });
  }

  return files;
}

function extensionOf({ body, event }: KeptDelivery): string {
  if (event !== undefined || parseBody(body) !== undefined) return 'json';
  return isText(body) ? 'txt' : 'bin';
}

/** Says that it is a file, whatever it is: a browser must not show it, and so run it, as a page of the inspector. */
function asFile(res: Response, name: string): Response {
  return res.attachment(name).type('application/octet-stream');
}

function sendFixture(res: Response, delivery: KeptDelivery, anonymised: boolean): void {
  requireSendable(delivery);
  const name = delivery.event?.type.replace(/[^\w.-]+/g, '-').slice(0, 80) ?? 'delivery';
  asFile(res, `${name}.json`).send(Buffer.from(writeFixture(delivery, { anonymised })));
}

function* wholeDelivery(delivery: KeptDelivery): Generator<string> {
  const { body, headers } = delivery;
  const text = isText(body) ? { body: new LongText(body, 'utf8') } : {};
  const base64 = { body_base64: new LongText(body, 'base64') };
  yield* jsonPieces(
    { ...capturedRequest(delivery), headers: readableHeaders(headers), ...text, ...base64 },
    2,
  );
  yield '\n';
}

/** Gives a part as text to be copied; what is binary in base64. */
function textOf(delivery: KeptDelivery, part: Part): string {
  const message = messageOf(delivery, part);
  if (message === undefined) return '';
  if (!part.endsWith('headers')) return copied(part.endsWith('raw') ? message.raw() : message.body);
  return message.headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

function copied(bytes: Buffer): string {
  return bytes.toString(isText(bytes) ? 'utf8' : 'base64');
}
