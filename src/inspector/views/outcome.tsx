import type { JSX } from 'preact';
import { duration } from '../../text/duration';
import { headerOf } from '../../delivery/delivery';
import { escapeLine } from '../../text/escape';
import { viewBody } from '../body-view';
import { deliveryLink, type Place } from '../links';
import type { ReceivedAnswer } from '../../http/send-request';
import { Body } from './body';
import { PairRows } from './pair-rows';

export interface OutcomeProps {
  readonly id: string;
  readonly place: Place;
  readonly target: string;
  readonly outcome: ReceivedAnswer | { readonly problem: string };
}

/** What came of a replay that is not kept as a delivery of its own. */
export function Outcome({ id, place, target, outcome }: OutcomeProps): JSX.Element {
  return (
    <article id={`outcome-${id}`} class="detail" aria-labelledby="detail-title">
      <a class="back" href={deliveryLink(id, place)}>
        ← Back to the delivery
      </a>
      <h1 id="detail-title" tabIndex={-1} autofocus>
        {'problem' in outcome ? 'Not sent' : `Answered ${outcome.status}`}
      </h1>
      {'problem' in outcome ? (
        <p class="note bad" role="alert">
          {outcome.problem}
        </p>
      ) : (
        <>
          <p class="line soft">
            {target} answered <b>{outcome.status}</b> {escapeLine(outcome.reason)} in{' '}
            {duration(outcome.durationMs)}.
          </p>
          <table class="pairs">
            <PairRows pairs={outcome.headers} />
          </table>
          <Body view={viewBody(outcome.body, headerOf(outcome, 'content-type'))} />
        </>
      )}
    </article>
  );
}

/** For an address under which nothing is kept. */
export function Gone(): JSX.Element {
  return (
    <article class="detail" aria-labelledby="detail-title">
      <a class="back to-list" href="/">
        ← All deliveries
      </a>
      <h1 id="detail-title" tabIndex={-1} autofocus>
        Not kept
      </h1>
      <p>
        No delivery is kept under this address any more: only the newest are, as many as RETENTION
        says.
      </p>
    </article>
  );
}
