import type { JSX } from 'preact';
import type { Recovery } from '../../recover/recovery';
import { summary } from '../../recover/recovered';
import { escapeLine } from '../../text/escape';
import { day, minute } from '../../text/format';
import { RECOVER_LINK } from '../links';
import type { PlacedGap } from '../place-gaps';

/** Tells how far the rebuilding of missed events is, or why it failed. */
export function Missed({ recovery }: { readonly recovery: Recovery }): JSX.Element | null {
  const current = recovery.current();
  if (current === undefined || current.state === 'done') return null;
  return current.state === 'running' ? (
    <p class="missed" role="status">
      Asking CircleCI for what was missed: {summary(current)}
    </p>
  ) : (
    <p class="missed note bad" role="alert">
      Missed events: {escapeLine(current.problem ?? '')}
    </p>
  );
}

export interface GapProps {
  readonly gap: PlacedGap;
  readonly recovery: Recovery;
}

/** Shows a time in which nothing came, and how to fill it. */
export function Gap({ gap: { from, to, filled }, recovery }: GapProps): JSX.Element {
  const isRunning = recovery.current()?.state === 'running';
  const problem = recovery.whyNot();
  return (
    <li class="gap">
      <span>
        Nothing between <Moment time={from} other={to} /> and <Moment time={to} other={from} />; the
        receiver was not running.
      </span>
      {filled && <span>What was missed was rebuilt from the API.</span>}
      {!filled && problem !== undefined && <span>To fill it: {problem}</span>}
      {!filled && problem === undefined && (
        <form method="post" action={RECOVER_LINK}>
          <input type="hidden" name="since" value={from.toISOString()} />
          <button type="submit" disabled={isRunning}>
            Rebuild what was missed
          </button>
        </form>
      )}
    </li>
  );
}

/** Shows the time of day, with the day if the other one is of another. */
function Moment({ time, other }: { readonly time: Date; readonly other: Date }): JSX.Element {
  const isSameDay = day(time) === day(other) && day(time) === day(new Date());
  return (
    <time dateTime={time.toISOString()}>
      {isSameDay ? minute(time) : `${day(time)}, ${minute(time)}`}
    </time>
  );
}
