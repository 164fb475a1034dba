import type { JSX } from 'preact';
import { BULK_WORDS, deliveries } from '../../delivery/bulk';
import { escapeLine } from '../../text/escape';
import type { BulkJob } from '../bulk/bulk';
import { closeBulkLink, deliveryLink, listLink, PROGRESS_LINK, stopBulkLink } from '../links';
import { BULK_CHANGED_EVENT } from '../tell-of-changes';

/** Tells how far it is what is being done with many deliveries; hidden if nothing is. */
export function BulkProgress({ job }: { readonly job: BulkJob | undefined }): JSX.Element {
  return (
    <section
      id="bulk"
      class="bulk"
      aria-label="Many at once"
      hidden={job === undefined}
      hx-get={PROGRESS_LINK}
      hx-trigger={`${BULK_CHANGED_EVENT} from:body`}
      hx-target="#bulk"
      hx-select="#bulk"
      hx-sync="this:queue last"
    >
      {job !== undefined && <Shown job={job} />}
    </section>
  );
}

const ENDS = { running: '', done: ': over', stopped: ': stopped' } as const;

function Shown({ job }: { readonly job: BulkJob }): JSX.Element {
  const { id, action, state, total, done, failed, left } = job;
  const words = BULK_WORDS[action];
  const counts = [
    `${done} ${words.done}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(left > 0 ? [`${left} left`] : []),
  ];
  const isRunning = state === 'running';
  const to = isRunning ? stopBulkLink(id) : closeBulkLink(id);
  return (
    <>
      <div class="bulk-line">
        <p>
          <strong role="status">
            {words.doing(deliveries(total))}
            {ENDS[state]}
          </strong>{' '}
          <span>{counts.join(' · ')}</span> <Later job={job} />
        </p>
        <form method="post" action={to} hx-post={to} hx-target="#bulk" hx-select="#bulk">
          <button type="submit">{isRunning ? 'Stop' : 'Close'}</button>
        </form>
      </div>
      <progress max={total} value={done + failed} aria-label={words.doing(deliveries(total))} />
      {failed > 0 && <Failures job={job} />}
    </>
  );
}

/** Leads to those of which something came only after they were handed over. */
function Later({ job: { action, filter } }: { readonly job: BulkJob }): JSX.Element | null {
  if (action !== 'forward' && action !== 'handlers') return null;
  const place = { filter: { ...filter, handling: 'failed' } };
  return (
    <a href={listLink(place)} hx-boost="false">
      List those that fail later
    </a>
  );
}

function Failures({ job: { filter, failed, failures } }: { readonly job: BulkJob }): JSX.Element {
  return (
    <details class="bulk-failures">
      <summary>What failed</summary>
      <ul>
        {failures.map(({ id, problem }) => (
          <li key={id}>
            <a href={deliveryLink(id, { filter })}>
              <code>{id}</code>
            </a>{' '}
            {escapeLine(problem)}
          </li>
        ))}
        {failed > failures.length && <li>and {failed - failures.length} more</li>}
      </ul>
    </details>
  );
}
