import { randomBytes } from 'node:crypto';
import type { Secrets } from '../circleci/signature';
import type { Config } from '../config';
import { writeVariable } from './env-file';

const SECRET_BYTES = 32;

/**
 * Gives the secrets, after making one and writing it to `.env` where there is none yet.
 *
 * @throws {CommandError} where `.env` cannot be written
 */
export async function ensureSecret({
  secrets,
}: Pick<Config, 'secrets'>): Promise<{ secrets: Secrets; isNew: boolean }> {
  if (secrets !== undefined) return { secrets, isNew: false };
  const current = randomBytes(SECRET_BYTES).toString('hex');
  await writeVariable('.env', 'CIRCLECI_WEBHOOK_SECRET', current);
  return { secrets: { current }, isNew: true };
}
