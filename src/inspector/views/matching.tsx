import type { JSX } from 'preact';
import { matchingLink, type Place } from '../links';

const ID = 'matching';

export interface MatchingProps {
  readonly matching: number;
  readonly kept: number;
}

/** Tells how many deliveries pass the filter. */
export function Matching({ matching, kept }: MatchingProps): JSX.Element {
  return (
    <span id={ID}>
      {' '}
      · {matching} of {kept} match
    </span>
  );
}

/** Looks for their number once the list is there, which does not wait for it: all that is kept is looked at. */
export function MatchingLater({ place }: { readonly place: Place }): JSX.Element {
  return (
    <span
      id={ID}
      hx-get={matchingLink(place)}
      hx-trigger="load"
      hx-target={`#${ID}`}
      hx-select={`#${ID}`}
      hx-swap="outerHTML"
      hx-sync="this:replace"
    />
  );
}
