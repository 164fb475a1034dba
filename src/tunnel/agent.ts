import { z } from 'zod';

const TIMEOUT_MS = 2_000;
const MAX_ENDPOINTS_CHARACTERS = 1024 * 1024;

/** Names by which an agent on this machine, or in a container on it, reaches what listens here. */
const THIS_MACHINE = new Set([
  ...['localhost', '127.0.0.1', '[::1]', '0.0.0.0', '[::]'],
  ...['host.docker.internal', 'host.containers.internal'],
]);

/** @see https://ngrok.com/docs/agent/api/ */
const endpointsSchema = z.object({
  endpoints: z.array(
    z.looseObject({ url: z.string(), upstream: z.looseObject({ url: z.string() }).optional() }),
  ),
});
const tunnelsSchema = z.object({
  tunnels: z.array(
    z.looseObject({ public_url: z.string(), config: z.looseObject({ addr: z.string() }) }),
  ),
});

/** A public URL and what its calls are forwarded to. */
interface Endpoint {
  readonly url: string;
  readonly upstream: string;
}

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
 */
export async function askAgent(
  api: URL,
  { port, host }: { readonly port: number; readonly host: string | undefined },
): Promise<AgentFinding> {
  const endpoints = (await askEndpoints(api)) ?? (await askTunnels(api));
  if (endpoints === undefined) return { found: 'no-agent' };
  const ours = endpoints
    .filter(({ upstream }) => leadsTo(upstream, port, host))
    .map(({ url }) => publicUrl(url))
    .filter((url) => url !== undefined);
  const url = ours.find((one) => one.startsWith('https:')) ?? ours[0];
  return url === undefined
    ? { found: 'elsewhere', upstreams: endpoints.map(({ upstream }) => upstream) }
    : { found: 'endpoint', url };
}

async function askEndpoints(api: URL): Promise<readonly Endpoint[] | undefined> {
  const answer = endpointsSchema.safeParse(await getJson(api, 'endpoints'));
  return answer.data?.endpoints.map(({ url, upstream }) => ({
    url,
    upstream: upstream?.url ?? '',
  }));
}

/** The older way, now deprecated, which older agents know alone. */
async function askTunnels(api: URL): Promise<readonly Endpoint[] | undefined> {
  const answer = tunnelsSchema.safeParse(await getJson(api, 'tunnels'));
  return answer.data?.tunnels.map(({ public_url, config }) => ({
    url: public_url,
    upstream: config.addr,
  }));
}

/** Undefined where there is no answer, or none in JSON. */
async function getJson(api: URL, resource: string): Promise<unknown> {
  try {
    const response = await fetch(`${api.href.replace(/\/$/, '')}/${resource}`, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    return response.ok && text.length <= MAX_ENDPOINTS_CHARACTERS ? JSON.parse(text) : undefined;
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
