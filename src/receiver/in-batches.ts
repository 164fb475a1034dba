/**
 * Does something with all that gathers in a turn of the event loop, in one go: what is done several times in a row
 * takes less time (measured).
 */
export function inBatches<Item>(run: (items: readonly Item[]) => void): (item: Item) => void {
  let gathered: Item[] = [];
  function runAll(): void {
    const items = gathered;
    gathered = [];
    run(items);
  }
  return function gather(item) {
    gathered.push(item);
    if (gathered.length === 1) setImmediate(runAll);
  };
}
