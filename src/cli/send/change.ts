import { parseBody } from '../../circleci/summary';
import { headerOf, withHeader } from '../../http/message';
import { fail } from '../framework/errors';
import { assign, type Assignment } from './assign';
import { contentOf, type Content } from './content';

const EVENT_TYPE = 'Circleci-Event-Type';

/**
 * Changes fields of a body.
 *
 * @param body is JSON
 * @throws {UsageError} if they cannot be changed
 */
export function changedBody(body: Buffer, assignments: readonly Assignment[]): Buffer {
  if (assignments.length === 0) return body;
  try {
    return Buffer.from(assignments.reduce(assign, body.toString('utf8')));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // what a stack that is full throws
    return fail('--set goes deeper than JSON can be read: use a shorter path or value.');
  }
}

/**
 * Changes fields of what was given. Its headers stay, but for the one that tells the type, if that is set: the
 * two would differ.
 *
 * @throws {UsageError} if they cannot be changed
 */
export function changedContent(given: Content, assignments: readonly Assignment[]): Content {
  if (assignments.length === 0) return given;
  if (parseBody(given.body) === undefined) fail('--set changes JSON, and this is none.');
  const body = changedBody(given.body, assignments);
  if (!assignments.some(({ path }) => path[0] === 'type')) return { ...given, body };
  const type = headerOf(contentOf(body), EVENT_TYPE.toLowerCase());
  return { ...given, body, headers: withHeader(given.headers, EVENT_TYPE, type) };
}
