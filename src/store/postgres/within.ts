/** Waits for something, but not for longer than so many milliseconds. */
export async function within(ms: number, awaited: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([awaited, limit]);
  clearTimeout(timer);
}
