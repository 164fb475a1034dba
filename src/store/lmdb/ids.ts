import { randomUUID } from 'node:crypto';

const MAX_SEQUENCE = 0xfff;

/**
 * Makes ids that sort by time: UUIDs of version 7, with a sequence number for those of the same millisecond.
 * Each is greater than the one before it, also when the clock is set back.
 *
 * @param clock milliseconds since 1970
 * @param after the greatest id there is already
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export function createIds(clock: () => number, after?: string): () => string {
  let time = after === undefined ? 0 : timeOf(after);
  let sequence = after === undefined ? 0 : MAX_SEQUENCE;
  return function nextId() {
    const now = clock();
    if (now > time) {
      time = now;
      sequence = 0;
    } else if (sequence === MAX_SEQUENCE) {
      time += 1;
      sequence = 0;
    } else {
      sequence += 1;
    }
    const hex = time.toString(16).padStart(12, '0');
    const random = randomUUID().slice('xxxxxxxx-xxxx-xxxx-'.length); // with the same variant as version 7
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7${sequence.toString(16).padStart(3, '0')}-${random}`;
  };
}

/** Gives the time of an id, in milliseconds since 1970. */
export function timeOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
