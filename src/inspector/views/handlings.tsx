import type { JSX } from 'preact';
import { isHandled, isWaiting, type Attempt, type Handling } from '../../delivery/handling';
import { duration } from '../../text/duration';
import { escapeLines } from '../../text/escape';
import type { KeptDelivery } from '../../store/delivery-store';
import { deliveryLink, runAgainLink, type Place } from '../links';
import { CHANGED_EVENT } from '../tell-of-changes';
import { clock, day } from '../../text/format';
import { HandlingMark } from './marks';

export interface HandlingsProps {
  readonly delivery: KeptDelivery;
  readonly place: Place;
}

/** What the handlers made of a delivery, attempt by attempt; live, as long as one waits. */
export function Handlings({ delivery, place }: HandlingsProps): JSX.Element | null {
  if (!isHandled(delivery)) return null;
  const { id, handlings } = delivery;
  return (
    <section
      id="handlings"
      class="handlings"
      aria-label="Handlers"
      {...(isWaiting(handlings) && {
        'hx-get': deliveryLink(id, place),
        'hx-trigger': `${CHANGED_EVENT} from:body`,
        'hx-target': '#handlings',
        'hx-select': '#handlings',
        'hx-sync': 'this:queue last',
      })}
    >
      <div class="handlings-head">
        <h3>Handlers</h3>
        <form method="post" action={runAgainLink(id, place)}>
          <button type="submit" class="quiet">
            Run again
          </button>
        </form>
      </div>
      {handlings.length === 0 && <p class="soft">None has run on this delivery.</p>}
      {handlings.map((handling) => (
        <OneHandling key={handling.handler} handling={handling} place={place} />
      ))}
    </section>
  );
}

interface OneHandlingProps {
  readonly handling: Handling;
  readonly place: Place;
}

function OneHandling({ handling, place }: OneHandlingProps): JSX.Element {
  const { handler, state, attempts, next, supersededBy } = handling;
  return (
    <div class="handling-of">
      <p class="line">
        <code>{handler}</code> <HandlingMark state={state} />
        {next !== undefined && attempts.length > 0 && (
          <span class="soft">
            attempt {next.number} at {clock(new Date(next.at))}
          </span>
        )}
        {supersededBy !== undefined && (
          <span class="soft">
            by <a href={deliveryLink(supersededBy, place)}>a later event</a>
          </span>
        )}
      </p>
      {attempts.length > 0 && (
        <ol class="attempts">
          {attempts.map((attempt) => (
            <OneAttempt key={attempt.startedAt} attempt={attempt} />
          ))}
        </ol>
      )}
    </div>
  );
}

function OneAttempt({ attempt }: { readonly attempt: Attempt }): JSX.Element {
  const { number, durationMs, error } = attempt;
  const startedAt = new Date(attempt.startedAt);
  return (
    <li>
      Attempt {number} at{' '}
      <time dateTime={startedAt.toISOString()} title={day(startedAt)}>
        {clock(startedAt)}
      </time>
      {`, ${error === undefined ? 'done' : 'failed'} after ${duration(durationMs)}`}
      {error !== undefined && (
        <pre class="source" role="group" tabIndex={0} aria-label={`Error of attempt ${number}`}>
          {escapeLines(error)}
        </pre>
      )}
    </li>
  );
}
