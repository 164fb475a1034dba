import express, { type Router } from 'express';
import { z } from 'zod';
import { parseProjectSlug } from '../circleci/project-slug';
import { RecoverError, type Recovery } from '../recover/recovery';
import type { Recovered } from '../recover/recovered';
import { readPointInTime, TIME_FORMS } from '../text/point-in-time';
import type { InspectorOptions } from './inspector-options';
import { RECOVER_LINK } from './links';
import { Problem } from './problem';

const RECOVER_PATH = '/api/recover';

const time = z
  .string()
  .refine((text) => readPointInTime(text) !== undefined, `use ${TIME_FORMS}`)
  .transform((text) => new Date(readPointInTime(text) ?? NaN));
const slug = z
  .string()
  .refine((text) => parseProjectSlug(text) !== undefined, 'is no project, as github/org/repo is')
  .transform((text) => parseProjectSlug(text) ?? '');

const requestSchema = z.strictObject({
  since: time.optional(),
  until: time.optional(),
  projects: z.array(slug).min(1).optional(),
  dry_run: z.boolean().optional(),
  /** Whether handlers and forwards get what is rebuilt. */
  handlers: z.boolean().optional(),
});

const formSchema = z.object({ since: time });

/** Makes the part of the inspector that rebuilds missed events: it begins that, and tells how far it is. */
export function createRecoveryApi({ recovery }: Pick<InspectorOptions, 'recovery'>): Router {
  const api = express.Router();

  api.get(RECOVER_PATH, (_req, res) => {
    const current = recovery.current();
    if (current === undefined) throw new Problem(404, 'No missed events were asked for yet.');
    res.json(current);
  });

  api.post(RECOVER_PATH, express.json({ type: () => true }), async (req, res) => {
    const parsed = requestSchema.safeParse(req.body ?? {});
    if (!parsed.success) {
      throw new Problem(400, `The body is not as expected: ${z.prettifyError(parsed.error)}`);
    }
    const { dry_run: dryRun, ...request } = parsed.data;
    res.status(202).json(await startRecovery(recovery, { ...request, dryRun }));
  });

  api.post(RECOVER_LINK, express.urlencoded({ extended: false }), async (req, res) => {
    const { data } = formSchema.safeParse(req.body);
    if (data === undefined) throw new Problem(400, `since: use ${TIME_FORMS}.`);
    await startRecovery(recovery, data);
    res.redirect(303, '/');
  });

  return api;
}

/**
 * Begins to rebuild what was missed.
 *
 * @throws {Problem} if it cannot
 */
async function startRecovery(
  recovery: Pick<Recovery, 'start'>,
  request: Parameters<Recovery['start']>[0],
): Promise<Recovered> {
  try {
    return await recovery.start(request);
  } catch (error) {
    if (error instanceof RecoverError) throw new Problem(409, error.message);
    throw error;
  }
}
