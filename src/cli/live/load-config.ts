import { loadConfig, type LoadedConfig } from '../../config/config';
import { whatIsMissing } from '../../config/what-is-missing';
import type { VariableSources } from '../../config/read-environment';
import { askAgent } from '../../tunnel/agent';
import { CommandError } from '../framework/errors';
import { ensureSecret } from '../shared/ensure-secret';
import { whyNoUrl } from '../shared/find-url';

/**
 * Loads the configuration, and sees to a secret and a tunnel.
 *
 * @throws {ConfigError} if it cannot be read
 * @throws {CommandError} if something is missing to do without
 */
export async function loadForLive(sources: VariableSources): Promise<LoadedConfig> {
  const { config, ...loaded } = loadConfig(sources);
  const missing = whatIsMissing(config.circleCi);
  if (missing !== undefined) throw new CommandError(missing);

  const { tunnel } = config;
  const finding =
    tunnel.agentApi === undefined
      ? ({ found: 'no-agent' } as const)
      : await askAgent(tunnel.agentApi, config);
  const hasAgent = finding.found === 'endpoint';
  if (!hasAgent && tunnel.authtoken === undefined) {
    throw new CommandError(
      whyNoUrl(finding, config, 'set NGROK_AUTHTOKEN in .env, for a tunnel of its own'),
    );
  }
  const { secrets, isNew } = await ensureSecret(config, sources);
  const made = isNew
    ? [`CIRCLECI_WEBHOOK_SECRET was not set: it is made now and in ${sources.envFile}.`]
    : [];
  return {
    ...loaded,
    config: { ...config, secrets, tunnel: { ...tunnel, own: !hasAgent } },
    warnings: [...made, ...loaded.warnings],
  };
}
