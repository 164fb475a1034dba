interface Waiting<Item, Result> {
  readonly item: Item;
  readonly size: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Limits {
  readonly items: number;
  readonly size: number;
}

/**
 * Makes what has things done by the dozen: what comes while some are being done is done next, all in one. If that fails,
 * all of it does.
 *
 * @param run gives the results in the order of the items
 */
export function inTurn<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  limits: Limits,
): (item: Item, size?: number) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let isWorking = false;

  function takeGroup(): Waiting<Item, Result>[] {
    let size = 0;
    const end = waiting.findIndex((one, index) => {
      size += one.size;
      return index > 0 && (index >= limits.items || size > limits.size);
    });
    return waiting.splice(0, end === -1 ? waiting.length : end);
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const group = takeGroup();
      try {
        const results = await run(group.map(({ item }) => item));
        if (results.length !== group.length) throw new Error('The database answered too little.');
        results.forEach((result, index) => group[index]?.resolve(result));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    isWorking = false;
  }

  return async (item, size = 0) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, size, resolve, reject });
      if (isWorking) return;
      isWorking = true;
      setImmediate(() => void work()); // what else arrives in this turn goes along
    });
}
