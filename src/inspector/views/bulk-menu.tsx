import type { JSX } from 'preact';
import { BULK_ACTIONS, BULK_WORDS } from '../../delivery/bulk';
import type { Dispatcher } from '../../dispatch/dispatcher';
import { bulkLink, type Place } from '../links';

export interface BulkMenuProps extends Pick<Dispatcher, 'targets'> {
  readonly place: Place;
}

/** Offers what can be done with all that the filter lets through, also on other pages of the list. */
export function BulkMenu({ place, targets }: BulkMenuProps): JSX.Element {
  const offered = BULK_ACTIONS.filter((action) => action !== 'forward' || targets.length > 0);
  return (
    <details class="more bulk-menu">
      <summary>All of these</summary>
      <ul class="menu">
        {offered.map((action) => (
          <li key={action}>
            <a href={bulkLink(action, place)}>{BULK_WORDS[action].label}…</a>
          </li>
        ))}
      </ul>
    </details>
  );
}
