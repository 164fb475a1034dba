import type { z } from 'zod';
import { parseProjectSlug } from '../circleci/project-slug';
import { CircleCiApiError, type ApiProblem } from './api-error';
import { createApiRequest, unexpectedAnswer, type ApiAccess, type ApiRequest } from './api-request';

/** What is asked, with the sentence on each problem that has one of its own here. */
type Question = ApiRequest & {
  readonly says?: Readonly<Partial<Record<ApiProblem, string>>>;
};

/** Asks CircleCI's API something, and reads the answer by a schema. All of it throws CircleCiApiError. */
export type Ask = <T>(schema: z.ZodType<T>, question: Question) => Promise<T>;

export function createAsk(access: ApiAccess): Ask {
  const send = createApiRequest(access);
  return async function ask(schema, { says, ...request }) {
    try {
      const answer = schema.safeParse(await send(request));
      if (answer.success) return answer.data;
      throw unexpectedAnswer(access.host, answer.error);
    } catch (error) {
      if (!(error instanceof CircleCiApiError)) throw error;
      const sentence = { forbidden: NOT_ALLOWED, ...says }[error.problem];
      if (sentence === undefined) throw error;
      throw new CircleCiApiError(sentence, error.problem, { cause: error });
    }
  };
}

const NOT_ALLOWED =
  'CircleCI does not let the owner of CIRCLECI_TOKEN do this in that project (403): use the token of someone who may.';

/** Checks an id for a path: it may have come with an event, from anyone. */
export function idPart(id: string): string {
  if (/^[\w-]{1,100}$/.test(id)) return id;
  throw new CircleCiApiError(`${shown(id)} is no id of CircleCI's.`, 'rejected');
}

/** Checks a project's slug for a path. */
export function slugPart(slug: string): string {
  const checked = parseProjectSlug(slug);
  if (checked !== undefined) return checked;
  throw new CircleCiApiError(
    `${shown(slug)} is no project's slug: it is as in github/org/repo.`,
    'rejected',
  );
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
