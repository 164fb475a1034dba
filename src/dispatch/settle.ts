import type { Log } from '../log/log';
import { LONGEST_MS } from './progress';
import type { Run } from './runner';

interface Waiting {
  readonly id: string;
  readonly cancel: () => void;
}

/** Of two deliveries with the same key, the one that is not handled, and the later one that is. */
interface Superseded {
  readonly id: string;
  readonly by: string;
}

export interface Settling {
  /**
   * Lets a delivery wait for others with the same key, in the place of an earlier one that waits already.
   *
   * @param start starts the waiting, and returns what cancels it
   * @returns which of the two is superseded; undefined if there is no other
   */
  readonly wait: (key: string, id: string, start: () => () => void) => Superseded | undefined;
  /**
   * Ends the waiting of a delivery, just before it is handled: until then another may still take its place.
   * @returns whether none has
   */
  readonly end: (key: string, id: string) => boolean;
}

/** Knows which deliveries wait for the last with their key. Ids sort in the order of arrival. */
export function createSettling(): Settling {
  const waiting = new Map<string, Waiting>();
  return {
    wait(key, id, start) {
      const other = waiting.get(key);
      if (other !== undefined && other.id > id) return { id, by: other.id };
      other?.cancel();
      waiting.set(key, { id, cancel: start() });
      return other === undefined || other.id === id ? undefined : { id: other.id, by: id };
    },
    end: (key, id) => waiting.get(key)?.id === id && waiting.delete(key),
  };
}

/** The key by which a handler settles, and for how long. */
export interface SettlesBy {
  readonly key: string;
  readonly forMs: number;
}

/** Asks a handler what it settles by, if it does. */
export function settlesBy(
  { handling: { handler: name }, handler }: Pick<Run, 'handling' | 'handler'>,
  log: Pick<Log, 'error'>,
): SettlesBy | undefined {
  if (handler?.settle === undefined) return undefined;
  const { key: keyOf, forMs } = handler.settle;
  try {
    const key = keyOf();
    return key === undefined ? undefined : { key: JSON.stringify([name, key]), forMs };
  } catch (error) {
    log.error(`What handler ${name} settles by threw, so it runs at once.`, error);
    return undefined;
  }
}

/**
 * Tells how long an attempt has to wait, in milliseconds: the first one to settle, others after one that failed.
 *
 * The clock may have been set since that was planned: nothing waits longer than it would have had to then.
 */
export function waitOf(
  { delivery, handling: { next } }: Pick<Run, 'delivery' | 'handling'>,
  settlesForMs: number,
  now: number,
): number {
  const [at, longest] =
    next.number > 1
      ? [next.at, LONGEST_MS]
      : [delivery.receivedAt.getTime() + settlesForMs, settlesForMs];
  return Math.min(Math.max(at - now, 0), longest);
}
