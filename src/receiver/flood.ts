import type { Log } from '../log/log';

/** So many refused calls a second are told of in full. */
const MOST_A_SECOND = 100;
const SECOND_MS = 1_000;

/** Watches for a flood of refused calls. */
export interface FloodWatch {
  /**
   * Counts a refused call.
   * @returns whether there were more in this second than are told of in full
   */
  readonly isFlood: () => boolean;
}

/** Makes a watch that says when a flood begins and, once it is over, how many calls were told of in brief. */
export function createFloodWatch(log: Pick<Log, 'warn' | 'info'>): FloodWatch {
  let inThisSecond = 0;
  let brief = 0;
  let timer: NodeJS.Timeout | undefined;

  function endSecond(): void {
    const isOver = inThisSecond <= MOST_A_SECOND;
    inThisSecond = 0;
    if (!isOver) return;
    clearInterval(timer);
    timer = undefined;
    if (brief > 0) log.info(`The flood is over: ${brief} refused calls were logged in brief.`);
    brief = 0;
  }

  return {
    isFlood() {
      timer ??= setInterval(endSecond, SECOND_MS).unref();
      inThisSecond += 1;
      if (inThisSecond <= MOST_A_SECOND) return false;
      if (brief === 0) {
        log.warn(
          `More than ${MOST_A_SECOND} calls a second are refused: until there are fewer, the others have a line each, without headers, body and hints, and are not kept.`,
        );
      }
      brief += 1;
      return true;
    },
  };
}
