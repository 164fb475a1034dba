import { createHash } from 'node:crypto';
import { base58Of, uuidOf } from './randomness';

function md5(name: string): Buffer {
  return createHash('md5').update(name).digest();
}

/**
 * Makes the id of an event about a workflow or job: a UUID made of a name (version 3), as CircleCI's are. Of which
 * name, CircleCI does not say; what is known is that the webhook has no part in it.
 *
 * @param id of the workflow or job
 * @param stoppedAt cancelling a workflow brings several events about it, which differ in this
 */
export function eventId(type: string, id: string, stoppedAt: string): string {
  return uuidOf(md5(`${type}:${id}:${stoppedAt}`), 3);
}

/** Makes an id that something keeps from one sample to the next: the same names are the same project. */
export function lastingId(kind: string, name: string): string {
  return uuidOf(md5(`${kind}:${name}`), 4);
}

/** Writes an id in the form in which it stands in a slug, as in `circleci/<organization>/<project>`. */
export function slugPart(id: string): string {
  return base58Of(Buffer.from(id.replaceAll('-', ''), 'hex'));
}
