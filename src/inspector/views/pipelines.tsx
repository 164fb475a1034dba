import type { JSX } from 'preact';
import type { Run } from '../../circleci/describe';
import type { Pipeline, Span, ToldRun, WorkflowOfPipeline } from '../../circleci/pipelines';
import { webAppLink } from '../../circleci/web-app';
import { duration } from '../../text/duration';
import { escapeLine } from '../../text/escape';
import { deliveryLink, newestOf, pipelinesLink, type Place } from '../links';
import { CHANGED_EVENT } from '../tell-of-changes';
import type { PipelinesPage } from '../read-pipelines';
import { clock, day } from '../../text/format';
import { FiltersOn, NothingPasses } from './filters';
import { Status, toneOf } from './marks';

/** A bar that is shorter could not be seen, in per cent of the axis. */
const SHORTEST_BAR = 0.6;

export interface PipelinesProps {
  readonly page: PipelinesPage;
  readonly place: Place;
  readonly circleCiUrl: URL;
}

/** Deliveries by pipeline, workflow and job, with the time that each took on the pipeline's own axis. */
export function Pipelines({ page, place, circleCiUrl }: PipelinesProps): JSX.Element {
  const { pipelines, next } = page;
  const isFiltered = Object.keys(place.filter).length > 0;
  return (
    <section
      id="pipelines"
      class="pipelines"
      hx-get={pipelinesLink(place)}
      hx-trigger={`${CHANGED_EVENT} from:body`}
      hx-target="#pipelines"
      hx-select="#pipelines"
    >
      <h1>Pipelines</h1>
      <FiltersOn filter={place.filter} linkOf={(filter) => pipelinesLink({ filter })} />
      {pipelines.length === 0 && isFiltered && (
        <NothingPasses clear={pipelinesLink({ filter: {} })} />
      )}
      {pipelines.length === 0 && !isFiltered && (
        <p class="soft">
          There is none yet. It shows here by itself, once a workflow-completed or job-completed
          event comes.
        </p>
      )}
      {pipelines.map((pipeline) => (
        <OnePipeline
          key={pipeline.id}
          pipeline={pipeline}
          place={place}
          circleCiUrl={circleCiUrl}
        />
      ))}
      <nav class="pages" aria-label="Pages">
        {place.before !== undefined && (
          <a href={pipelinesLink({ filter: place.filter })}>← Newest</a>
        )}
        {next !== undefined && (
          <a class="older" href={pipelinesLink({ filter: place.filter, before: next })}>
            Older →
          </a>
        )}
      </nav>
    </section>
  );
}

interface OnePipelineProps {
  readonly pipeline: Pipeline;
  readonly place: Place;
  readonly circleCiUrl: URL;
}

function OnePipeline({ pipeline, place, circleCiUrl }: OnePipelineProps): JSX.Element {
  const { id, details, workflows, span } = pipeline;
  const name = `${details.project ?? details.projectSlug ?? 'Pipeline'} ${details.pipeline ?? ''}`;
  const ref = details.tag ?? details.branch ?? (details.refType && `${details.refType} not told`);
  const facts = [ref, details.subject, details.author];
  return (
    <article class="pipeline" aria-labelledby={`pipeline-${keyOf(id)}`}>
      <header>
        <h2 id={`pipeline-${keyOf(id)}`}>{escapeLine(name)}</h2>
        <p class="soft">{escapeLine(facts.filter((fact) => fact !== undefined).join(' · '))}</p>
        {span !== undefined && <Axis span={span} />}
      </header>
      {workflows.map((workflow, index) => (
        <Workflow key={index} {...{ workflow, span, place, circleCiUrl }} />
      ))}
    </article>
  );
}

/** Makes an id for the page of anything that came. */
function keyOf(id: string): string {
  return Buffer.from(id).toString('hex').slice(0, 72);
}

function Axis({ span: { from, to } }: { readonly span: Span }): JSX.Element {
  const start = new Date(from);
  return (
    <p class="axis soft">
      <time dateTime={start.toISOString()}>
        {day(start)}, {clock(start)}
      </time>
      <span>{duration(to - from)}</span>
    </p>
  );
}

interface WorkflowProps {
  readonly workflow: WorkflowOfPipeline;
  readonly span: Span | undefined;
  readonly place: Place;
  readonly circleCiUrl: URL;
}

function Workflow({ workflow, span, place, circleCiUrl }: WorkflowProps): JSX.Element {
  const { run, jobs } = workflow;
  const url = webAppLink(workflow.url, circleCiUrl);
  return (
    <ol class="runs">
      <li>
        <RunLine run={run} kind="workflow" span={span} place={place}>
          {url !== undefined && (
            <a href={url} target="_blank" rel="noreferrer noopener">
              CircleCI ↗<span class="sr">, this workflow in a new tab</span>
            </a>
          )}
        </RunLine>
        <ol>
          {jobs.map((job) => (
            <li key={job.id}>
              <RunLine run={job} kind="job" span={span} place={place} />
            </li>
          ))}
        </ol>
      </li>
    </ol>
  );
}

interface RunLineProps {
  readonly run: ToldRun;
  readonly kind: 'workflow' | 'job';
  readonly span: Span | undefined;
  readonly place: Place;
  readonly children?: JSX.Element | false;
}

function RunLine({ run, kind, span, place, children }: RunLineProps): JSX.Element {
  const name = escapeLine(run.name ?? run.id ?? `no ${kind} is told`);
  return (
    <div class={`run ${kind}`}>
      <span class="run-name">
        {run.deliveryId === undefined ? (
          name
        ) : (
          <a href={deliveryLink(run.deliveryId, newestOf(place))}>{name}</a>
        )}{' '}
        {run.isRebuilt === true && <span class="badge info">rebuilt from the API</span>} {children}
      </span>
      {run.status === undefined ? (
        <span class="soft">end not told</span>
      ) : (
        <Status status={run.status} />
      )}
      <Bar run={run} span={span} />
      <span class="took">{run.duration === undefined ? '' : duration(run.duration)}</span>
    </div>
  );
}

/** Draws when a run ran, by attributes alone: the page's policy takes no style of an element's own. */
function Bar({ run, span }: { readonly run: Run; readonly span: Span | undefined }): JSX.Element {
  const { startedAt, stoppedAt, status } = run;
  const length = span === undefined ? 0 : Math.max(span.to - span.from, 1);
  const at = (time: Date): number => ((time.getTime() - (span?.from ?? 0)) / length) * 100;
  const isDrawn = startedAt !== undefined && stoppedAt !== undefined && length > 0;
  const start = isDrawn ? Math.min(at(startedAt), 100 - SHORTEST_BAR) : 0;
  const width = isDrawn ? Math.max(at(stoppedAt) - at(startedAt), SHORTEST_BAR) : 0;
  return (
    <svg class="bar-line" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" x="0" y="0" width="100" height="8" />
      {isDrawn && (
        <rect
          class={toneOf(status)}
          x={start.toFixed(2)}
          y="0"
          width={width.toFixed(2)}
          height="8"
        />
      )}
    </svg>
  );
}
