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
   * Has a delivery wait for others with the same key, in the place of an earlier one that waits already.
   *
   * @param start starts the waiting, and returns what cancels it
   * @returns which of the two is superseded; undefined where there is no other
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
