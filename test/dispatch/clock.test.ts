import { systemClock } from '../../src/dispatch/clock';
import { afterTest } from '../support/clean-up';

const DAY_MS = 24 * 60 * 60_000;

test.each([30 * DAY_MS, Infinity])(
  'what is due in %p ms, more than a timer can wait, is not run at once',
  (milliseconds) => {
    jest.useFakeTimers();
    afterTest(() => jest.useRealTimers());
    const run = jest.fn();
    systemClock.after(milliseconds, run);
    jest.advanceTimersByTime(24 * DAY_MS);
    expect(run).not.toHaveBeenCalled();
  },
);
