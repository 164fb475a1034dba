import type { JSX } from 'preact';
import { BULK_RATES, BULK_WORDS, deliveries, type BulkAction } from '../../delivery/bulk';
import type { DeliverySummary } from '../../store/delivery-store';
import { ACTIONS } from '../bulk/actions';
import type { Preview } from '../bulk/bulk';
import { bulkLink, listLink, type Place } from '../links';
import { DeliveryLine } from './delivery-line';

export interface BulkQuestionProps {
  readonly action: BulkAction;
  readonly place: Place;
  readonly preview: Preview;
}

/** Asks before something is done with many deliveries: how many there are, and from which to which. */
export function BulkQuestion({ action, place, preview }: BulkQuestionProps): JSX.Element {
  const { ids, first, last, matching } = preview;
  const { ask, note, leftOut } = BULK_WORDS[action];
  if (first === undefined || last === undefined) {
    return <BulkProblem place={place} problem="No delivery passes the filter that this is for." />;
  }
  const left = matching - ids.length;
  const isAll = Object.keys(place.filter).length === 0;
  return (
    <article id={`bulk-${action}`} class="detail" aria-labelledby="detail-title">
      <h2 id="detail-title" tabIndex={-1} autofocus>
        {ask(deliveries(ids.length))}
      </h2>
      <p>
        {isAll ? 'No filter is on: this is all that is kept' : 'This is all that the filter shows'}
        {left > 0 && `, but for ${left} (${leftOut})`}. What comes from now on is left alone.
      </p>
      <dl class="ends">
        <End name="First" delivery={first} place={place} />
        {ids.length > 1 && <End name="Last" delivery={last} place={place} />}
      </dl>
      <p>{note}</p>
      <form method="post" action={bulkLink(action, place)}>
        <input type="hidden" name="last" value={last.id} />
        {ACTIONS[action].rate !== undefined && <Rate rate={ACTIONS[action].rate} />}
        <div class="buttons">
          <a class="button quiet" href={listLink(place)}>
            Leave them alone
          </a>
          <button type="submit" class={action === 'delete' ? 'danger' : 'primary'}>
            {BULK_WORDS[action].label}
          </button>
        </div>
      </form>
    </article>
  );
}

interface EndProps {
  readonly name: string;
  readonly delivery: DeliverySummary;
  readonly place: Place;
}

function End({ name, delivery, place }: EndProps): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <DeliveryLine delivery={delivery} place={place} />
      </dd>
    </div>
  );
}

function Rate({ rate }: { readonly rate: number }): JSX.Element {
  const { least, most } = BULK_RATES;
  return (
    <label class="rate">
      <span>How many a second</span>{' '}
      <input type="number" name="rate" value={rate} min={least} max={most} step="any" required />
    </label>
  );
}

/** Says why nothing is done. */
export function BulkProblem({
  place,
  problem,
}: {
  readonly place: Place;
  readonly problem: string;
}): JSX.Element {
  return (
    <article id="bulk-problem" class="detail" aria-labelledby="detail-title">
      <a class="back" href={listLink(place)}>
        ← Back to the list
      </a>
      <h2 id="detail-title" tabIndex={-1} autofocus>
        Nothing is done
      </h2>
      <p class="note bad" role="alert">
        {problem}
      </p>
    </article>
  );
}
