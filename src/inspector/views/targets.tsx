import type { JSX } from 'preact';
import type { Dispatcher } from '../../dispatch/dispatcher';
import { escapeLine } from '../../text/escape';
import { clock } from '../../text/format';

/** Tells where deliveries go on to, and whether anyone is there. */
export function Targets({ targets }: Pick<Dispatcher, 'targets'>): JSX.Element | null {
  if (targets.length === 0) return null;
  return (
    <ul class="targets" aria-label="Forwarded to">
      {targets.map(({ name, awaySince }) => (
        <Target key={name} name={name} since={awaySince()} />
      ))}
    </ul>
  );
}

function Target({ name, since }: { name: string; since: number | undefined }): JSX.Element {
  return (
    <li>
      → {escapeLine(name)}
      {since !== undefined && (
        <span class="badge warn">nothing listens there since {clock(new Date(since))}</span>
      )}
    </li>
  );
}
