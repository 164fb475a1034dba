import type { JSX } from 'preact';
import { isWaiting } from '../../delivery/handling';
import type { KeptDelivery } from '../../store/delivery-store';
import { deleteLink, deliveryLink, type Place } from '../links';
import { DeliveryLine } from './delivery-line';

export interface DeleteQuestionProps {
  readonly delivery: KeptDelivery;
  readonly place: Place;
}

/** Asks before a delivery is deleted. */
export function DeleteQuestion({ delivery, place }: DeleteQuestionProps): JSX.Element {
  const { id, handlings } = delivery;
  return (
    <article id={`delete-${id}`} class="detail" aria-labelledby="detail-title">
      <h2 id="detail-title" tabIndex={-1} autofocus>
        Delete this delivery?
      </h2>
      <DeliveryLine delivery={delivery} place={place} />
      <p>
        {isWaiting(handlings) && 'What waits to be done with it is not done. '}
        If the same event comes again, it is no duplicate. This cannot be undone.
      </p>
      <div class="buttons">
        <a class="button quiet" href={deliveryLink(id, place)}>
          Keep it
        </a>
        <form method="post" action={deleteLink(id, place)}>
          <button type="submit" class="danger">
            Delete
          </button>
        </form>
      </div>
    </article>
  );
}
