import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { verify } from '../../src/circleci/signature';
import { startStandIn } from './stand-in';

/** The address from which calls come, as far as the receiver is told. */
export const CLIENT_ADDRESS = '203.0.113.7';

export interface EdgeStandIn {
  /** The public URL. */
  readonly url: string;
  /** Has calls forwarded to another port, or to none, as when the agent is gone. */
  readonly leadTo: (port: number | undefined) => void;
  readonly stop: () => Promise<void>;
}

/**
 * Stands in a tunnel's place: forwards calls with the headers that ngrok adds, and answers itself as ngrok's
 * edge does if there is no agent (404), no upstream (502) or, with a secret, no right signature (403).
 *
 * @see https://ngrok.com/docs/errors/reference/
 */
export async function startEdge(
  upstreamPort: number | undefined,
  { secret }: { secret?: string } = {},
): Promise<EdgeStandIn> {
  let port = upstreamPort;

  async function forward(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (port === undefined) {
      refuse(res, 404, 'ERR_NGROK_3200');
      return;
    }
    const [signature] = [req.headers['circleci-signature'] ?? []].flat();
    if (secret && verify(signature, body, { current: secret }).verdict !== 'valid') {
      refuse(res, 403, 'ERR_NGROK_3204');
      return;
    }
    const { 'x-forwarded-for': before, host, ...headers } = req.headers;
    const upstream = request({
      host: '127.0.0.1',
      port,
      method: req.method,
      path: req.url,
      agent: false,
      headers: {
        ...headers,
        host,
        'x-forwarded-for':
          before === undefined ? CLIENT_ADDRESS : `${String(before)}, ${CLIENT_ADDRESS}`,
        'x-forwarded-proto': 'https',
        'x-forwarded-host': host,
      },
    });
    upstream.on('response', (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    upstream.on('error', () => {
      refuse(res, 502, 'ERR_NGROK_8012');
    });
    upstream.end(body);
  }

  const server = await startStandIn((req, res) => {
    void forward(req, res);
  });
  return {
    url: server.url,
    leadTo(next) {
      port = next;
    },
    stop: server.stop,
  };
}

function refuse(res: ServerResponse, status: number, code: string): void {
  res.writeHead(status, { 'content-type': 'text/html', 'ngrok-error-code': code });
  res.end(`<!doctype html><title>${code}</title>`);
}
