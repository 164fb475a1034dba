import { z } from 'zod';
import { sendRequest } from '../http/send-request';

const TIMEOUT_MS = 2_000;

/** Names by which an agent on this machine, or in a container on it, reaches what listens here. */
const THIS_MACHINE = new Set([
  ...['localhost', '127.0.0.1', '[::1]', '0.0.0.0', '[::]'],
  ...['host.docker.internal', 'host.containers.internal'],
]);

/** A public URL and what its calls are forwarded to. */
interface Endpoint {
  readonly url: string;
  readonly upstream: string;
}

/** @see https://ngrok.com/docs/agent/api/ */
const endpointsSchema = z.object({ endpoints: z.array(z.unknown()) });
const endpointSchema = z
  .looseObject({ url: z.string(), upstream: z.looseObject({ url: z.string() }) })
  .transform(({ url, upstream }): Endpoint => ({ url, upstream: upstream.url }));
const tunnelsSchema = z.object({ tunnels: z.array(z.unknown()) });
const tunnelSchema = z
  .looseObject({ public_url: z.string(), config: z.looseObject({ addr: z.string() }) })
  .transform(({ public_url, config }): Endpoint => ({ url: public_url, upstream: config.addr }));

export type AgentFinding =
  | { readonly found: 'no-agent' }
  /** There is an agent, but none of its endpoints leads here. */
  | { readonly found: 'elsewhere'; readonly upstreams: readonly string[] }
  | { readonly found: 'endpoint'; readonly url: string };

/**
 * Asks a running ngrok agent for the public URL that leads to a port of this machine.
 *
 * @param api its base URL, as in `http://127.0.0.1:4040/api`
 * @param host where the receiver listens, undefined for all interfaces
 * @param known the URL so far: where several lead here, it stays the same
 */
export async function askAgent(
  api: URL,
  { port, host }: { readonly port: number; readonly host: string | undefined },
  known?: string,
): Promise<AgentFinding> {
  const endpoints = (await askEndpoints(api)) ?? (await askTunnels(api));
  if (endpoints === undefined) return { found: 'no-agent' };
  const ours = endpoints
    .filter(({ upstream }) => leadsTo(upstream, port, host))
    .map(({ url }) => publicUrl(url))
    .filter((url) => url !== undefined);
  const url = choose(ours, known);
  return url === undefined
    ? { found: 'elsewhere', upstreams: endpoints.map(({ upstream }) => upstream) }
    : { found: 'endpoint', url };
}

/** An https URL if there is one, and of several always the same: the agent has them in no order. */
function choose(urls: readonly string[], known: string | undefined): string | undefined {
  const secure = urls.filter((url) => url.startsWith('https:'));
  const choice = secure.length > 0 ? secure : urls;
  return choice.find((url) => url === known) ?? [...choice].sort()[0];
}

async function askEndpoints(api: URL): Promise<readonly Endpoint[] | undefined> {
  const answer = endpointsSchema.safeParse(await getJson(api, 'endpoints'));
  return answer.data && readable(answer.data.endpoints, endpointSchema);
}

/** The older way, now deprecated, which older agents know alone. */
async function askTunnels(api: URL): Promise<readonly Endpoint[] | undefined> {
  const answer = tunnelsSchema.safeParse(await getJson(api, 'tunnels'));
  return answer.data && readable(answer.data.tunnels, tunnelSchema);
}

/** Leaves out what is none, such as an endpoint without an upstream. */
function readable(items: readonly unknown[], schema: z.ZodType<Endpoint>): Endpoint[] {
  return items.map((item) => schema.safeParse(item).data).filter((item) => item !== undefined);
}

/** Undefined where there is no answer, or none in JSON. */
async function getJson({ host, origin, pathname }: URL, resource: string): Promise<unknown> {
  try {
    const { status, body } = await sendRequest(
      origin,
      {
        method: 'GET',
        url: `${pathname.replace(/\/$/, '')}/${resource}`,
        headers: [
          ['Host', host],
          ['Accept', 'application/json'],
        ],
        body: Buffer.alloc(0),
      },
      TIMEOUT_MS,
    );
    return status === 200 ? JSON.parse(body.toString()) : undefined;
  } catch {
    return undefined;
  }
}

/** An upstream is a URL, host and port, or a port alone. */
function leadsTo(upstream: string, port: number, host: string | undefined): boolean {
  const full = /^\d+$/.test(upstream)
    ? `http://localhost:${upstream}`
    : upstream.includes('://')
      ? upstream
      : `http://${upstream}`;
  if (!URL.canParse(full)) return false;
  const url = new URL(full);
  const itsPort = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return itsPort === port && (THIS_MACHINE.has(url.hostname) || url.hostname === host);
}

/** As CircleCI is to be given it: without a slash where there is no path. */
function publicUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href, origin, pathname, search } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  return pathname === '/' && search === '' ? origin : href;
}
