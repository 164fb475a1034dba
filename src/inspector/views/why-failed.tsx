import type { JSX } from 'preact';
import { NO_TOKEN } from '../../circleci-api/circleci';
import type { FailedJob, FailedStep, FailedTest, Failure } from '../../circleci-api/failures';
import { webAppLink } from '../../circleci/web-app';
import { duration } from '../../text/duration';
import { escapeLine, escapeLines } from '../../text/escape';
import { clock, day } from '../../text/format';
import { isExplainable } from '../explainable';
import type { AskedCircleCi } from '../inspector-options';
import type { LaidOut } from '../lay-out';
import { askedLink, deliveryLink, type Place } from '../links';
import { CHANGED_EVENT } from '../tell-of-changes';
import { Status } from './marks';

export interface WhyFailedProps extends Pick<LaidOut, 'delivery' | 'failure'> {
  readonly place: Place;
  readonly circleCiUrl: URL;
  readonly asked: Pick<AskedCircleCi, 'isPossible' | 'isSoon'>;
}

/** Shows why a workflow or job failed, or the way to know. */
export function WhyFailed(props: WhyFailedProps): JSX.Element | null {
  const { delivery, failure, place, circleCiUrl, asked } = props;
  if (!isExplainable(delivery)) return null;
  const { id } = delivery;
  const isAwaited = asked.isSoon && failure === undefined;
  return (
    <section
      id="failure"
      class="failure"
      aria-labelledby="failure-title"
      {...(isAwaited && {
        'hx-get': deliveryLink(id, place),
        'hx-trigger': `${CHANGED_EVENT} from:body`,
        'hx-target': '#failure',
        'hx-select': '#failure',
        'hx-sync': 'this:queue last',
      })}
    >
      <div class="handlings-head">
        <h3 id="failure-title">Why it failed</h3>
        {asked.isPossible && (
          <form method="post" action={askedLink('explain', id, place)} hx-disable="find button">
            <button type="submit" class={failure === undefined ? '' : 'quiet'}>
              {failure === undefined ? 'Why did it fail?' : 'Ask again'}
            </button>
          </form>
        )}
      </div>
      {failure === undefined && !asked.isPossible && <p class="soft">{NO_TOKEN}</p>}
      {failure !== undefined && <Told failure={failure} circleCiUrl={circleCiUrl} />}
    </section>
  );
}

interface ToldProps {
  readonly failure: Failure;
  readonly circleCiUrl: URL;
}

function Told({ failure: { readAt, jobs, notes }, circleCiUrl }: ToldProps): JSX.Element {
  const at = new Date(readAt);
  return (
    <>
      {jobs.map((job, index) => (
        <Job key={index} job={job} circleCiUrl={circleCiUrl} />
      ))}
      <Notes notes={notes} />
      <p class="soft">
        As CircleCI told it at{' '}
        <time dateTime={readAt} title={day(at)}>
          {clock(at)}
        </time>
        , and kept here.
      </p>
    </>
  );
}

interface JobProps {
  readonly job: FailedJob;
  readonly circleCiUrl: URL;
}

function Job({ job, circleCiUrl }: JobProps): JSX.Element {
  const { name, number, status, steps, tests, notes } = job;
  const url = webAppLink(job.url, circleCiUrl);
  return (
    <div class="failed-job">
      <p class="line">
        <b>{escapeLine(name)}</b>
        {number !== undefined && <span class="soft">#{number}</span>}
        <Status status={status} />
        {url !== undefined && (
          <a href={url} target="_blank" rel="noreferrer noopener">
            open in CircleCI<span class="sr">, in a new tab</span>
          </a>
        )}
      </p>
      <Notes notes={notes} />
      {tests.length > 0 && (
        <ul class="failed-tests" aria-label={`Tests that failed in ${escapeLine(name)}`}>
          {tests.map((test, index) => (
            <Test key={index} test={test} />
          ))}
        </ul>
      )}
      {steps.map((step, index) => (
        <Step key={index} step={step} />
      ))}
    </div>
  );
}

function Test({ test }: { readonly test: FailedTest }): JSX.Element {
  const { name, classname, file, message, seconds } = test;
  const facts = [classname, file, seconds === undefined ? undefined : duration(seconds * 1_000)];
  return (
    <li>
      <b>{escapeLine(name)}</b>{' '}
      <span class="soft">{escapeLine(facts.filter((fact) => fact !== undefined).join(' · '))}</span>
      {message !== '' && (
        <pre class="source" role="group" tabIndex={0} aria-label="Message of the test">
          {escapeLines(message)}
        </pre>
      )}
    </li>
  );
}

function Step({
  step: { name, exitCode, output, isCut },
}: {
  readonly step: FailedStep;
}): JSX.Element {
  return (
    <div class="failed-step">
      <p class="line">
        <code>{escapeLine(name)}</code>
        {exitCode !== undefined && <span>exit code {exitCode}</span>}
        {isCut && <span class="soft">the end of its output</span>}
      </p>
      {output !== '' && (
        <div class="source tail" role="group" tabIndex={0} aria-label="Output of the step">
          <pre>{escapeLines(output)}</pre>
        </div>
      )}
    </div>
  );
}

function Notes({ notes }: { readonly notes: readonly string[] }): JSX.Element | null {
  if (notes.length === 0) return null;
  return (
    <ul class="soft">
      {notes.map((note, index) => (
        <li key={index}>{escapeLines(note)}</li>
      ))}
    </ul>
  );
}
