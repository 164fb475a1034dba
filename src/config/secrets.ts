import { unquote, type Secrets } from '../circleci/signature';
import { ConfigError } from './config-error';
import { Variable, type Environment } from './variables';

const CURRENT = 'CIRCLECI_WEBHOOK_SECRET';
const PREVIOUS = 'CIRCLECI_WEBHOOK_SECRET_PREVIOUS';

/** Reads a secret as it is: trimming it here would hide why a check fails at ngrok's edge, or in production. */
export function readSecret(environment: Environment, name = CURRENT): string | undefined {
  return environment[name] === '' ? undefined : environment[name];
}

export const secrets = new Variable([CURRENT, PREVIOUS], (environment): Secrets | undefined => {
  const current = readSecret(environment);
  const previous = readSecret(environment, PREVIOUS);
  if (current !== undefined) return previous === undefined ? { current } : { current, previous };
  if (previous === undefined) return undefined;
  throw new ConfigError([
    `${CURRENT}: is not set, but ${PREVIOUS} is; set both while you rotate the secret, or only this one`,
  ]);
});

/** Says what is probably not meant to be a part of a secret, without the secret. */
export function secretWarnings({ current, previous }: Partial<Secrets> = {}): string[] {
  return [...warningsOf(CURRENT, current), ...warningsOf(PREVIOUS, previous)];
}

function warningsOf(name: string, secret = ''): string[] {
  const warnings: string[] = [];
  const asItIs =
    "It is used as it is; take them out unless the webhook's Secret token has them too.";
  if (secret.trim() !== secret) {
    warnings.push(`${name} begins or ends with white space. ${asItIs}`);
  }
  if (unquote(secret.trim()) !== secret.trim()) {
    warnings.push(`${name} has quotes around it. ${asItIs}`);
  }
  return warnings;
}
