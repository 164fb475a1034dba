import { randomBytes } from 'node:crypto';
import type { Secrets } from '../../circleci/signature';
import type { Config } from '../../config/config';
import type { VariableSources } from '../../config/read-environment';
import { CommandError } from '../framework/errors';
import { writeVariable } from './env-file';

const NAME = 'CIRCLECI_WEBHOOK_SECRET';
const SECRET_BYTES = 32;

/**
 * Gives the secrets, after making one and writing it to `.env` if there is none yet.
 *
 * @throws {CommandError} if `.env` cannot be written, or would not be heeded
 */
export async function ensureSecret(
  { secrets }: Pick<Config, 'secrets'>,
  { environment, envFile }: VariableSources,
): Promise<{ secrets: Secrets; isNew: boolean }> {
  if (secrets !== undefined) return { secrets, isNew: false };
  if (environment[NAME] !== undefined) {
    throw new CommandError(
      `${NAME} is empty in the environment, which comes before .env: unset it there, or set it to a long random text.`,
    );
  }
  const current = randomBytes(SECRET_BYTES).toString('hex');
  await writeVariable(envFile, NAME, current);
  return { secrets: { current }, isNew: true };
}
