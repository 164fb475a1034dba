import type { JSX } from 'preact';
import { duration } from '../../text/duration';
import { headerOf, readableHeaders } from '../../http/message';
import { escapeLine } from '../../text/escape';
import { viewBody } from '../body-view';
import { deliveryLink, type Place } from '../links';
import type { Replayed } from '../replay';
import { Body } from './body';
import { PairTable } from './pair-table';

/** An answer or, if there is none, why. */
export type ReplayOutcome = Replayed | { readonly problems: readonly string[] };

export interface OutcomeProps {
  readonly id: string;
  readonly place: Place;
  readonly outcome: ReplayOutcome;
}

/** Shows what came of a replay that is not kept as a delivery of its own. */
export function Outcome({ id, place, outcome }: OutcomeProps): JSX.Element {
  return (
    <article id={`outcome-${id}`} class="detail" aria-labelledby="detail-title">
      <a class="back" href={deliveryLink(id, place)}>
        ← Back to the delivery
      </a>
      <h2 id="detail-title" tabIndex={-1} autofocus>
        {'problems' in outcome ? 'Not sent' : `Answered ${outcome.answer.status}`}
      </h2>
      {'problems' in outcome ? (
        <p class="note bad" role="alert">
          {outcome.problems.join(' ')}
        </p>
      ) : (
        <Answered {...outcome} />
      )}
    </article>
  );
}

function Answered({ target, answer }: Replayed): JSX.Element {
  const { status, reason, headers, body, durationMs } = answer;
  return (
    <>
      <p class="line soft">
        {target} answered <b>{status}</b> {escapeLine(reason)} in {duration(durationMs)}.
      </p>
      <PairTable pairs={readableHeaders(headers)} />
      <Body view={viewBody(body, headerOf(answer, 'content-type'))} />
    </>
  );
}

/** Says that nothing is kept under an address. */
export function Gone(): JSX.Element {
  return (
    <article class="detail" aria-labelledby="detail-title">
      <a class="back to-list" href="/">
        ← All deliveries
      </a>
      <h2 id="detail-title" tabIndex={-1} autofocus>
        Not kept
      </h2>
      <p>
        No delivery is kept under this address any more: only the newest are, as many as RETENTION
        says.
      </p>
    </article>
  );
}
