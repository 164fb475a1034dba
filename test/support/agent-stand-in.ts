import type { ServerResponse } from 'node:http';
import { startStandIn } from './stand-in';
import { createChanges } from './wait';

export interface AgentStandIn {
  /** Of its API. */
  readonly api: string;
  /** Public URLs, and what their calls are forwarded to. */
  readonly set: (endpoints: Readonly<Record<string, string>>) => void;
  /** Waits until it has been asked so many times more. */
  readonly asked: (times: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Answers as the API of a running ngrok agent does.
 *
 * @param kind an old one knows `/tunnels` alone; a broken one answers something else
 * @see https://ngrok.com/docs/agent/api/
 */
export async function startAgent(
  endpoints: Readonly<Record<string, string>> = {},
  kind: 'new' | 'old' | 'broken' = 'new',
): Promise<AgentStandIn> {
  let current = endpoints;
  let count = 0;
  const changes = createChanges();
  const server = await startStandIn((req, res) => {
    count += 1;
    changes.tell();
    const entries = Object.entries(current);
    if (kind === 'broken') {
      res.writeHead(200).end('<html>');
    } else if (req.url === '/api/endpoints' && kind === 'new') {
      const list = entries.map(([url, upstream], index) => ({
        name: `endpoint-${index}`,
        uri: `/api/endpoints/endpoint-${index}`,
        url,
        upstream: { url: upstream, protocol: 'http1' },
        inspect: true,
      }));
      sendJson(res, 200, { endpoints: list, uri: '/api/endpoints' });
    } else if (req.url === '/api/tunnels') {
      const list = entries.map(([url, addr], index) => ({
        name: `tunnel-${index}`,
        public_url: url,
        proto: 'https',
        config: { addr, inspect: true },
      }));
      sendJson(res, 200, { tunnels: list, uri: '/api/tunnels' });
    } else {
      sendJson(res, 404, { error_code: 100, status_code: 404, msg: 'Not found' });
    }
  });
  return {
    api: `${server.url}/api`,
    set(next) {
      current = next;
    },
    async asked(times) {
      const wanted = count + times;
      await changes.until(
        () => `request ${wanted} to the agent's API, which had ${count}`,
        () => count >= wanted,
      );
    },
    stop: server.stop,
  };
}

function sendJson(res: ServerResponse, status: number, value: object): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
