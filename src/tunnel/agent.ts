import { z } from 'zod';
import { sendRequest } from '../http/send-request';
import { leadsHere, type Listening } from './leads-here';
import { isPublic, isWildcard } from './reach';

const TIMEOUT_MS = 2_000;

/** A public URL and what its calls are forwarded to. */
interface Endpoint {
  readonly url: string;
  readonly upstream: string;
}

/** A port alone may be a number. */
const upstreamSchema = z.union([z.string(), z.number()]).transform(String);

/** @see https://ngrok.com/docs/agent/api/ */
const endpointsSchema = z.object({ endpoints: z.array(z.unknown()) });
const endpointSchema = z
  .looseObject({ url: z.string(), upstream: z.looseObject({ url: upstreamSchema }) })
  .transform(({ url, upstream }): Endpoint => ({ url, upstream: upstream.url }));
const tunnelsSchema = z.object({ tunnels: z.array(z.unknown()) });
const tunnelSchema = z
  .looseObject({ public_url: z.string(), config: z.looseObject({ addr: upstreamSchema }) })
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
 * @param receiver where it listens
 * @param known the URL so far: of several that serve as well, it stays the same
 */
export async function askAgent(
  api: URL,
  receiver: Listening,
  known?: string,
): Promise<AgentFinding> {
  const endpoints = (await askEndpoints(api)) ?? (await askTunnels(api));
  if (endpoints === undefined) return { found: 'no-agent' };
  const ours = endpoints
    .filter(({ upstream }) => leadsHere(upstream, receiver))
    .map(({ url }) => publicUrl(url))
    .filter((url) => url !== undefined);
  const url = choose(ours, known);
  return url === undefined
    ? { found: 'elsewhere', upstreams: endpoints.map(({ upstream }) => upstream) }
    : { found: 'endpoint', url };
}

/** Chooses the one that serves best, and of several such always the same: the agent has them in no order. */
function choose(urls: readonly string[], known: string | undefined): string | undefined {
  const rank = Math.min(...urls.map(rankOf));
  const best = urls.filter((url) => rankOf(url) === rank);
  return best.find((url) => url === known) ?? best.sort()[0];
}

/** Ranks addresses, public ones first; a wildcard is no address to deliver to. */
function rankOf(text: string): number {
  const url = new URL(text);
  if (isWildcard(url)) return 3;
  if (isPublic(url)) return 0;
  return url.protocol === 'https:' ? 1 : 2;
}

async function askEndpoints(api: URL): Promise<readonly Endpoint[] | undefined> {
  const answer = endpointsSchema.safeParse(await getJson(api, 'endpoints'));
  return answer.data && readable(answer.data.endpoints, endpointSchema);
}

/** Asks in the older way, now deprecated, which older agents know alone. */
async function askTunnels(api: URL): Promise<readonly Endpoint[] | undefined> {
  const answer = tunnelsSchema.safeParse(await getJson(api, 'tunnels'));
  return answer.data && readable(answer.data.tunnels, tunnelSchema);
}

/** Leaves out what is none, such as an endpoint without an upstream. */
function readable(items: readonly unknown[], schema: z.ZodType<Endpoint>): Endpoint[] {
  return items.map((item) => schema.safeParse(item).data).filter((item) => item !== undefined);
}

/** Gives undefined if there is no answer, or none in JSON. */
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
      { timeoutMs: TIMEOUT_MS },
    );
    return status === 200 ? JSON.parse(body.toString()) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a URL as CircleCI is to be given it: without a slash if there is no path. */
function publicUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href, origin, pathname, search } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  return pathname === '/' && search === '' ? origin : href;
}
