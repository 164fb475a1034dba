import express, { type RequestHandler, type Router } from 'express';
import { BULK_PATH } from './bulk/api';
import { ANSWERS_PATH } from './answers-api';
import { REQUESTS_PATH, TUNNEL_NAME } from './captured-request';
import type { InspectorOptions } from './inspector-options';
import { Problem } from './problem';

const ROOT_PATH = '/api';
const STATUS_PATH = `${ROOT_PATH}/status`;

/** What the agent calls the states of a tunnel. */
const STATUS = {
  unknown: 'offline',
  opening: 'connecting',
  open: 'online',
  lost: 'reconnecting',
  failed: 'offline',
} as const;

interface Kind {
  readonly path: string;
  readonly list: string;
  /** Tells of the tunnel in the shape of its kind. */
  readonly tell: (url: string, receiverUrl: string) => object;
}

const TUNNELS: Kind = {
  path: `${ROOT_PATH}/tunnels`,
  list: 'tunnels',
  tell: (url, receiverUrl) => ({
    public_url: url,
    proto: new URL(url).protocol.slice(0, -1),
    config: { addr: receiverUrl, inspect: true },
  }),
};

const ENDPOINTS: Kind = {
  path: `${ROOT_PATH}/endpoints`,
  list: 'endpoints',
  tell: (url, receiverUrl) => ({
    url,
    upstream: { url: receiverUrl, protocol: 'http1' },
    inspect: true,
  }),
};

/**
 * Makes the part of ngrok's agent API that tells of tunnels, in both of its shapes. There is one while a public URL
 * leads here.
 *
 * @see https://ngrok.com/docs/agent/api/
 */
export function createTunnelsApi({
  store,
  publicAddress,
  receiverUrl,
}: Pick<InspectorOptions, 'store' | 'publicAddress' | 'receiverUrl'>): Router {
  const api = express.Router();

  async function tunnels({ path, tell }: Kind): Promise<object[]> {
    const address = publicAddress.current();
    if (address.state !== 'open') return [];
    const { accepted, others } = await store.count();
    return [
      {
        name: TUNNEL_NAME,
        uri: `${path}/${TUNNEL_NAME}`,
        ...tell(address.url, receiverUrl),
        metrics: { http: { count: accepted + others } },
      },
    ];
  }

  for (const kind of [TUNNELS, ENDPOINTS]) {
    api.get(kind.path, async (_req, res) => {
      res.json({ [kind.list]: await tunnels(kind), uri: kind.path });
    });
    api.get(`${kind.path}/:name`, async (req, res) => {
      const { name } = req.params;
      const [tunnel] = name === TUNNEL_NAME ? await tunnels(kind) : [];
      if (tunnel === undefined) {
        throw new Problem(404, `There is no tunnel of the name ${JSON.stringify(name)}.`);
      }
      res.json(tunnel);
    });
    api.all([kind.path, `${kind.path}/:name`], onlyRead);
  }

  api.get(STATUS_PATH, (_req, res) => {
    const status = STATUS[publicAddress.current().state];
    res.json({ status, session: { legs: [] }, uri: STATUS_PATH });
  });

  api.get(ROOT_PATH, (_req, res) => {
    res.json({
      uri: ROOT_PATH,
      tunnels_uri: TUNNELS.path,
      endpoints_uri: ENDPOINTS.path,
      requests_uri: REQUESTS_PATH,
      bulk_uri: BULK_PATH,
      answers_uri: ANSWERS_PATH,
      status_uri: STATUS_PATH,
    });
  });
  api.all([STATUS_PATH, ROOT_PATH], onlyRead);

  return api;
}

const onlyRead: RequestHandler = (_req, res) => {
  res.set('Allow', 'GET, HEAD');
  throw new Problem(
    405,
    'Tunnels are only read here. npm run tunnel opens one, and closes it when it ends; one of an ngrok agent is opened and closed by that agent.',
  );
};
