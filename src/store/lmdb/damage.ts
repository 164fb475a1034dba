/** Reads a record, or gives undefined if it is damaged. */
export type Readable = <T>(id: string, read: () => T) => T | undefined;

/**
 * Makes what reads records that may be damaged, so that one of them does not keep all others from being seen.
 *
 * @param tell told once of each that is
 */
export function createDamageReport(tell: (text: string) => void): Readable {
  const damaged = new Set<string>();
  return function readable(id, read) {
    try {
      return read();
    } catch (error) {
      if (!damaged.has(id))
        tell(`Delivery ${id} cannot be read, and is left out: ${String(error)}`);
      damaged.add(id);
      return undefined;
    }
  };
}
