import type { JSX } from 'preact';
import { eventTitle } from '../../circleci/summary';
import type { DeliverySummary } from '../../store/delivery-store';
import { escapeLine } from '../../text/escape';
import { clock, day } from '../../text/format';
import { deliveryLink, type Place } from '../links';

export interface DeliveryLineProps {
  readonly delivery: DeliverySummary;
  readonly place: Place;
}

/** Names a delivery in a line, with a link to it. */
export function DeliveryLine({ delivery, place }: DeliveryLineProps): JSX.Element {
  const { id, receivedAt, method, url, event } = delivery;
  return (
    <span>
      <a href={deliveryLink(id, place)}>
        {event === undefined ? 'No event' : escapeLine(eventTitle(event))}
      </a>{' '}
      <span class="request">
        <b>{escapeLine(method)}</b> {escapeLine(url)}
      </span>{' '}
      <time class="soft" dateTime={receivedAt.toISOString()}>
        {day(receivedAt)}, {clock(receivedAt)} <span class="ago" data-ago />
      </time>
    </span>
  );
}
