import type { ComponentChildren, JSX } from 'preact';
import { duration } from '../../text/duration';
import type { EventDetails, Run } from '../../circleci/describe';
import { SUBJECTS } from '../../circleci/event-types';
import { webAppLink } from '../../circleci/web-app';
import { escapeLine } from '../../text/escape';
import { Status } from './marks';

export interface EventFactsProps {
  readonly details: EventDetails;
  readonly circleCiUrl: URL;
}

type Fact = readonly [term: string, value: ComponentChildren];

/** Shows an event in CircleCI's terms: only what it tells. */
export function EventFacts({ details, circleCiUrl }: EventFactsProps): JSX.Element | null {
  const { workflow, revision } = details;
  const link = webAppLink(workflow?.url, circleCiUrl);
  // CircleCI does not always tell them, and one would look for them: a ping has none.
  const untold = SUBJECTS.some((subject) => details[subject]) ? 'not told' : undefined;
  const facts: readonly Fact[] = [
    ...SUBJECTS.map((subject): Fact => {
      const run = details[subject];
      const url = subject === 'workflow' ? link : undefined;
      return [capitalised(subject), run && <RunFacts run={run} url={url} />];
    }),
    ['Workflow URL', link === undefined ? workflow?.url : undefined],
    ['Pipeline', join(details.pipeline, details.trigger && `by ${details.trigger}`)],
    ['Project', join(details.project, details.projectSlug)],
    ['Organization', details.organization],
    ['Provider', details.provider],
    [details.refType === 'tag' ? 'Tag' : 'Branch', details.tag ?? details.branch ?? untold],
    ['Pull request', details.pull === undefined ? undefined : `#${details.pull}`],
    ['Commit', revision === undefined ? untold : <code title={revision}>{short(revision)}</code>],
    ['Subject', details.subject],
    ['Author', details.author ?? untold],
    ['Happened at', details.happenedAt],
    ['Webhook', details.webhook],
  ];
  const told = facts.filter(([, value]) => value !== undefined);
  if (told.length === 0) return null;
  return (
    <section aria-label="Event">
      <dl class="facts">
        {told.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{typeof value === 'string' ? escapeLine(value) : value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface RunFactsProps {
  readonly run: Run;
  readonly url?: string | undefined;
}

function RunFacts({ run, url }: RunFactsProps): JSX.Element {
  const name = escapeLine(run.name ?? run.id ?? '');
  return (
    <>
      {url === undefined ? (
        name
      ) : (
        <a href={url} target="_blank" rel="noreferrer noopener">
          {name === '' ? 'open in CircleCI' : name}
          <span class="sr"> in CircleCI, in a new tab</span>
        </a>
      )}{' '}
      {run.number !== undefined && <span class="soft">#{run.number}</span>}{' '}
      {run.status !== undefined && <Status status={run.status} />}{' '}
      {run.duration !== undefined && <span class="soft">{duration(run.duration)}</span>}
    </>
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function join(...parts: readonly (string | undefined)[]): string | undefined {
  const told = parts.filter((part) => part !== undefined);
  return told.length === 0 ? undefined : told.join(' · ');
}

function short(revision: string): string {
  return escapeLine(revision.slice(0, 12));
}
