import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { headersFrom, type HttpRequest } from '../../src/http/message';
import { afterTest } from './clean-up';
import { createChanges } from './wait';

/** An app of a user's own, to which deliveries are forwarded. */
export interface AppStandIn {
  readonly url: string;
  readonly port: number;
  readonly received: readonly HttpRequest[];
  /** Waits until it has got so many. */
  readonly gets: (count: number) => Promise<readonly HttpRequest[]>;
  readonly stop: () => Promise<void>;
}

/** Starts an app. It is stopped after the test. */
export async function startAppStandIn(
  answer: (res: ServerResponse, count: number) => unknown = (res) => res.end('thanks'),
  port = 0,
): Promise<AppStandIn> {
  const received: HttpRequest[] = [];
  const changes = createChanges();
  const server = createServer((req, res) => {
    void requestOf(req).then((request) => {
      received.push(request);
      answer(res, received.length);
      changes.tell();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${bound}`, port: bound, received },
    gets: async (count) =>
      changes.until(
        () => `${count} forwarded deliveries; ${received.length} came`,
        () => received.length >= count && received,
      ),
    stop: afterTest(async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    }),
  };
}

async function requestOf(req: IncomingMessage): Promise<HttpRequest> {
  const { method = '', url = '', rawHeaders } = req;
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return { method, url, headers: headersFrom(rawHeaders), body: Buffer.concat(chunks) };
}
