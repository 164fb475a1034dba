/** Counts how often others could run while something was done. */
export async function turnsDuring(run: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  const turn = (): void => {
    turns += 1;
    immediate = setImmediate(turn);
  };
  let immediate = setImmediate(turn);
  try {
    await run();
  } finally {
    clearImmediate(immediate);
  }
  return turns;
}
