import { randomBytes } from 'node:crypto';
import type { Secrets } from '../../circleci/signature';
import type { Config } from '../../config/config';
import type { VariableSources } from '../../config/read-environment';
import { CommandError } from '../framework/errors';
import { writeVariables } from './env-file';

const CURRENT = 'CIRCLECI_WEBHOOK_SECRET';
const PREVIOUS = 'CIRCLECI_WEBHOOK_SECRET_PREVIOUS';
const SECRET_BYTES = 32;

/** Says why the secret cannot be rotated now; undefined if it can. */
export function whyNotRotated(
  { secrets }: Pick<Config, 'secrets'>,
  { environment }: VariableSources,
): string | undefined {
  if (secrets === undefined) {
    return `${CURRENT} is not set: there is none to rotate. Without --rotate, one is made.`;
  }
  if (secrets.previous !== undefined) {
    return `${PREVIOUS} is set: a rotation is under way. Without --rotate, all webhooks get the current secret; once they have it, empty ${PREVIOUS} in .env.`;
  }
  const fixed = [CURRENT, PREVIOUS].find((name) => environment[name] !== undefined);
  return fixed && `${fixed} is set in the environment, which comes before .env: unset it there.`;
}

/**
 * Makes a new secret, and writes it to `.env`, with the old one as the previous.
 *
 * @throws {CommandError} if `.env` cannot be written, or it cannot be rotated now
 */
export async function rotateSecret(
  config: Pick<Config, 'secrets'>,
  sources: VariableSources,
): Promise<Secrets> {
  const { secrets } = config;
  const problem = whyNotRotated(config, sources);
  if (secrets === undefined || problem !== undefined) throw new CommandError(problem ?? '');
  const current = randomBytes(SECRET_BYTES).toString('hex');
  await writeVariables(sources.envFile, {
    [CURRENT]: { before: secrets.current, after: current },
    [PREVIOUS]: { before: '', after: secrets.current },
  });
  return { current, previous: secrets.current };
}
