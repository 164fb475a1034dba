interface Waiting {
  readonly id: string;
  readonly cancel: () => void;
}

/** Of two deliveries with the same key, the one that is not handled, and the later one that is. */
export interface Superseded {
  readonly id: string;
  readonly by: string;
}

export interface Settling {
  /**
   * Has a delivery wait for others with the same key, in the place of an earlier one that waits already.
   *
   * @param start starts the waiting, is given what to call when it is over, and returns what cancels it
   * @returns which of the two is superseded; undefined where there is no other
   */
  readonly wait: (
    key: string,
    id: string,
    start: (over: () => void) => () => void,
  ) => Superseded | undefined;
}

/** Knows which deliveries wait for the last with their key. Ids sort in the order of arrival. */
export function createSettling(): Settling {
  const waiting = new Map<string, Waiting>();
  return {
    wait(key, id, start) {
      const other = waiting.get(key);
      if (other !== undefined && other.id > id) return { id, by: other.id };
      other?.cancel();
      const cancel = start(() => waiting.delete(key));
      waiting.set(key, { id, cancel });
      return other === undefined || other.id === id ? undefined : { id: other.id, by: id };
    },
  };
}
