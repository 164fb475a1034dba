import type { JSX } from 'preact';
import {
  isForwarding,
  isHandled,
  isWaiting,
  type Attempt,
  type ForwardAnswer,
  type Handling,
} from '../../delivery/handling';
import { duration } from '../../text/duration';
import { escapeLine, escapeLines } from '../../text/escape';
import type { KeptDelivery } from '../../store/delivery-store';
import { deliveryLink, forwardAgainLink, runAgainLink, type Place } from '../links';
import { CHANGED_EVENT } from '../tell-of-changes';
import { clock, day } from '../../text/format';
import { viewBody } from '../body-view';
import { headerOf } from '../../http/message';
import { Body } from './body';
import { Logged } from './logged';
import { PairTable } from './pair-table';
import { HandlingMark } from './marks';

export interface HandlingsProps {
  readonly delivery: KeptDelivery;
  readonly place: Place;
}

/** Shows what the handlers made of a delivery, attempt by attempt; live, as long as one waits. */
export function Handlings({ delivery, place }: HandlingsProps): JSX.Element | null {
  const { id, handlings } = delivery;
  if (!isHandled(delivery) && handlings.length === 0) return null;
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
        {isHandled(delivery) && (
          <form method="post" action={runAgainLink(id, place)}>
            <button type="submit" class="quiet">
              Run again
            </button>
          </form>
        )}
        {handlings.some(isForwarding) && (
          <form method="post" action={forwardAgainLink(id, place)}>
            <button type="submit" class="quiet">
              Forward again
            </button>
          </form>
        )}
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
        <code>{escapeLine(handler)}</code> <HandlingMark state={state} />
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
  const { number, durationMs, error, answer, log } = attempt;
  const startedAt = new Date(attempt.startedAt);
  return (
    <li>
      Attempt {number} at{' '}
      <time dateTime={startedAt.toISOString()} title={day(startedAt)}>
        {clock(startedAt)}
      </time>
      {`, ${error === undefined ? 'done' : 'failed'} after ${duration(durationMs)}`}
      {log !== undefined && <Logged log={log} number={number} />}
      {error !== undefined && (
        <pre class="source" role="group" tabIndex={0} aria-label={`Error of attempt ${number}`}>
          {escapeLines(error)}
        </pre>
      )}
      {answer !== undefined && <AppAnswer answer={answer} />}
    </li>
  );
}

function AppAnswer({ answer }: { readonly answer: ForwardAnswer }): JSX.Element {
  const { status, reason, headers } = answer;
  const body = Buffer.from(answer.body, 'base64');
  return (
    <details class="app-answer">
      <summary>
        It answered {status} {escapeLine(reason)}
      </summary>
      <PairTable pairs={headers} />
      <Body view={viewBody(body, headerOf(answer, 'content-type'))} />
    </details>
  );
}
