import { sourceOf } from '../circleci/source';
import { durationOf } from '../circleci/duration';
import { duration } from '../text/duration';
import type { Handlers } from '../dispatch/handlers';

/**
 * What is done with each event. This is the file to edit: a handler gets the event, typed, the delivery that
 * brought it, and a context with a log, a signal and the number of the attempt. It runs after CircleCI has its
 * answer, at least once for each event, and again later if it throws.
 *
 * To be run once for several events, as for those of a workflow that is canceled, a handler settles:
 *
 *     'workflow-completed': {
 *       settle: { by: (event) => event.workflow.id, for: 2_000 },
 *       handle: async (event, delivery, { log }) => { … },
 *     },
 */
export const handlers: Handlers = {
  ping: (event, _delivery, { log }) => {
    log.info(`Ping of the webhook ${event.webhook.name ?? ''}: it reaches the handlers.`);
  },

  'workflow-completed': (event, _delivery, { log }) => {
    const { name, status, url } = event.workflow;
    log.info(`Workflow ${name ?? '?'} ${status ?? '?'}${where(event)}${took(event)} ${url ?? ''}`);
  },

  'job-completed': (event, _delivery, { log }) => {
    const { name, status } = event.job;
    log.info(`Job ${name ?? '?'} ${status ?? '?'}${where(event)}${took(event)}`);
  },

  unknown: (event, _delivery, { log }) => {
    log.info(`An event of a type that is new here: ${event.type ?? 'untold'}`);
  },
};

function where(event: unknown): string {
  const { branch, tag } = sourceOf(event);
  return branch === undefined && tag === undefined ? '' : ` on ${tag ?? branch ?? ''}`;
}

function took(event: unknown): string {
  const milliseconds = durationOf(event);
  return milliseconds === undefined ? '' : ` after ${duration(milliseconds)}`;
}
