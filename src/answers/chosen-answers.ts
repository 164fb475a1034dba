import { EventEmitter } from 'node:events';
import { chosenAnswerText, type ChosenAnswer } from '../delivery/chosen-answer';
import { systemClock, type Clock } from '../dispatch/clock';
import type { Log } from '../log/log';
import { duration } from '../text/duration';

/** How the next deliveries are to be answered. */
export interface Choice {
  readonly answer: ChosenAnswer;
  /** For how many of them. */
  readonly count: number;
  /** For how long at most, in milliseconds. */
  readonly forMs: number;
}

/** A choice that is on. */
export interface CurrentChoice extends Omit<Choice, 'forMs'> {
  /** How many more are to be answered so. */
  readonly left: number;
  /** How many have come, and have no answer yet. */
  readonly waiting: number;
  /** In milliseconds since 1970: what comes later is answered as usual. */
  readonly endsAt: number;
}

/** An answer that was chosen for one delivery. */
export interface TakenAnswer {
  readonly answer: ChosenAnswer;
  /** Runs something once the delay is over, unless the request is so before. */
  readonly afterDelay: (run: () => void) => void;
  /** To be called once the request is over, answered or not. */
  readonly over: () => void;
}

/** What those who choose answers and those who give them share. It is in memory alone: a restart forgets it. */
export interface ChosenAnswers {
  /** Undefined if deliveries are answered as usual. */
  readonly current: () => CurrentChoice | undefined;
  /** Chooses, in the place of what was chosen before. */
  readonly choose: (choice: Choice) => void;
  /** Has all be answered as usual. What is held back is answered at once. */
  readonly end: () => void;
  /** Takes the answer that is chosen for a delivery; undefined if there is none. */
  readonly take: () => TakenAnswer | undefined;
  /** Tells of every change. */
  readonly events: EventEmitter<{ change: [] }>;
}

interface State extends Choice {
  readonly endsAt: number;
  taken: number;
  /** Of those that were taken, how many are over. */
  done: number;
  readonly stopTimer: () => void;
}

export function createChosenAnswers(
  log: Pick<Log, 'info' | 'warn'>,
  clock: Clock = systemClock,
): ChosenAnswers {
  let state: State | undefined;
  const heldBack = new Set<() => void>();
  let endings = 0;
  const events: ChosenAnswers['events'] = new EventEmitter();
  events.setMaxListeners(0); // as many as there are pages open

  function isOpen({ taken, count, endsAt }: State): boolean {
    return taken < count && clock.now() < endsAt;
  }

  function finish({ count, taken, stopTimer }: State): void {
    state = undefined;
    stopTimer();
    log.info(`Deliveries are answered as usual again. Chosen were ${count}, and ${taken} came.`);
  }

  /** Looks whether a choice is over, and tells that something has changed. */
  function changed(one: State): void {
    if (one !== state) return; // another one has taken its place
    if (one.taken === one.done && !isOpen(one)) finish(one);
    events.emit('change');
  }

  function take(): TakenAnswer | undefined {
    const one = state;
    if (one === undefined || !isOpen(one)) return undefined;
    one.taken += 1;
    changed(one);
    const endingsBefore = endings; // one may come while the delivery is being kept
    let [isOver, cancel] = [false, (): void => undefined];
    return {
      answer: one.answer,
      afterDelay(run) {
        const { delayMs = 0 } = one.answer;
        if (isOver) return;
        if (delayMs === 0 || endings > endingsBefore) run();
        else cancel = holdBack(delayMs, run);
      },
      over() {
        isOver = true;
        cancel();
        one.done += 1;
        changed(one);
      },
    };
  }

  /**
   * Runs something after a while, or when all is ended.
   *
   * @returns what cancels it
   */
  function holdBack(delayMs: number, run: () => void): () => void {
    const cancel = (): void => {
      stop();
      heldBack.delete(release);
    };
    const release = (): void => {
      cancel();
      run();
    };
    const stop = clock.after(delayMs, release);
    heldBack.add(release);
    return cancel;
  }

  return {
    current() {
      if (state === undefined) return undefined;
      const { answer, count, taken, done, endsAt } = state;
      const left = isOpen(state) ? count - taken : 0;
      const waiting = taken - done;
      return left + waiting === 0 ? undefined : { answer, count, left, waiting, endsAt };
    },
    choose({ answer, count, forMs }) {
      state?.stopTimer();
      const one: State = {
        ...{ answer, count, forMs, taken: 0, done: 0 },
        endsAt: clock.now() + forMs,
        stopTimer: clock.after(forMs, () => {
          changed(one);
        }),
      };
      state = one;
      const which = count === 1 ? 'delivery is' : `${count} deliveries are`;
      log.warn(
        `The next ${which} answered ${chosenAnswerText(answer)}, for ${duration(forMs)} at most, as chosen in the inspector.`,
      );
      events.emit('change');
    },
    end() {
      endings += 1;
      if (state !== undefined) {
        finish(state);
        events.emit('change');
      }
      for (const release of [...heldBack]) release();
    },
    take,
    events,
  };
}
