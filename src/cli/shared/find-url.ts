import type { Config } from '../../config/config';
import { escapeLine } from '../../text/escape';
import { localOrigin } from '../../http/server';
import { askAgent, type AgentFinding } from '../../tunnel/agent';
import { ngrokCommand, type Listening } from '../../tunnel/leads-here';

/**
 * Finds the public URL that leads to the receiver: of a running ngrok agent or, by the inspector of the
 * running app, of the app's own tunnel.
 */
export async function findPublicUrl({
  port,
  host,
  tunnel,
  inspectorPort,
}: Pick<Config, 'port' | 'host' | 'tunnel' | 'inspectorPort'>): Promise<AgentFinding> {
  const places = [
    tunnel.agentApi,
    inspectorPort === undefined ? undefined : new URL(`http://127.0.0.1:${inspectorPort}/api`),
  ].filter((place) => place !== undefined);
  const findings = await Promise.all(places.map(async (api) => askAgent(api, { port, host })));
  return (
    findings.find(({ found }) => found === 'endpoint') ??
    findings.find((finding) => finding.found === 'elsewhere' && finding.upstreams.length > 0) ?? {
      found: 'no-agent',
    }
  );
}

/**
 * Says why there is no public URL, and how to get one.
 *
 * @param otherwise what to do instead of running the agent
 */
export function whyNoUrl(
  finding: AgentFinding,
  { port, host }: Listening,
  otherwise: string,
): string {
  const command = ngrokCommand(localOrigin({ port, host }));
  const remedy = `run ${command} in another terminal, or ${otherwise}.`;
  return finding.found === 'elsewhere' && finding.upstreams.length > 0
    ? `A tunnel leads to ${finding.upstreams.map(escapeLine).join(' and ')}, and none to port ${port}: ${remedy}`
    : `There is no tunnel to port ${port}: ${remedy}`;
}

/** For those whose app runs already, or may do so otherwise. */
export const OWN_TUNNEL = 'npm run tunnel instead of npm start';
