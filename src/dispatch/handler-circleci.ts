import type { Actions } from '../circleci-api/actions';
import { CircleCiApiError } from '../circleci-api/api-error';
import type { CircleCi } from '../circleci-api/circleci';
import type { Failure } from '../circleci-api/failures';
import { describeEvent } from '../circleci/describe';
import { failedRunOf } from '../circleci/failed-run';
import { parseBody } from '../circleci/summary';
import type { Log } from '../log/log';
import type { DeliveryStore, KeptDelivery } from '../store/delivery-store';
import { createExplain, type Explain } from './explain';

/** What a handler can ask of CircleCI, with CIRCLECI_TOKEN. All of it throws CircleCiApiError. */
export interface HandlerCircleCi {
  /**
   * Acts on CircleCI. A workflow is rerun by handlers once: who asks again is told of the same new one. What came of
   * CIRCLECI_MAX_RERUNS such reruns, one after the other, is rerun no more.
   */
  readonly circleci: Actions;
  /**
   * Reads why the workflow or the job of an event failed: which jobs, the end of what their steps wrote, their tests.
   * For the handler's own event it is kept with the delivery, and read from there the next time.
   */
  readonly failureOf: (event: object) => Promise<Failure>;
}

export interface HandlerCircleCiOptions {
  readonly circleCi: CircleCi;
  readonly store: DeliveryStore;
  /** How often what a handler reran may be rerun by handlers. */
  readonly maxReruns: number;
  /** Shared with others who ask the same. */
  readonly explain?: Explain;
}

type HandlerLog = Pick<Log, 'info' | 'warn'>;

/** Gives a handler that runs on a delivery what it can ask of CircleCI; what is to be said of that goes to its log. */
export type CircleCiFor = (delivery: KeptDelivery, log: HandlerLog) => HandlerCircleCi;

interface Asking {
  readonly delivery: KeptDelivery;
  readonly log: HandlerLog;
}

/** Makes what gives a handler that runs on a delivery what it can ask of CircleCI. */
export function createHandlerCircleCi({
  circleCi,
  store,
  maxReruns,
  explain = createExplain(store, circleCi),
}: HandlerCircleCiOptions): CircleCiFor {
  /** By the ids of the workflows that are being rerun. */
  const rerunning = new Map<string, ReturnType<Actions['rerun']>>();

  async function rerunOnce(
    { delivery, log }: Asking,
    ...[workflowId, options]: Parameters<Actions['rerun']>
  ): ReturnType<Actions['rerun']> {
    const before = await store.reruns(workflowId);
    if (before.as !== undefined) {
      log.info(`Workflow ${workflowId} was rerun already, as ${before.as}: once is enough.`);
      return { workflowId: before.as };
    }
    const own = describeEvent(parseBody(delivery.body)).workflow?.id;
    const ofEvent = own === undefined ? before : await store.reruns(own);
    const depth = Math.max(before.depth, ofEvent.depth);
    if (depth >= maxReruns) throw tooMany(workflowId, depth, log);
    const made = await circleCi.rerun(workflowId, options);
    await store.recordRerun(workflowId, made.workflowId, depth + 1);
    const count = `rerun ${depth + 1} of ${maxReruns} at most`;
    log.info(`Reran workflow ${workflowId} as ${made.workflowId}, ${count}.`);
    return made;
  }

  function tooMany(workflowId: string, depth: number, log: HandlerLog): CircleCiApiError {
    const message = `Workflow ${workflowId} is not rerun: handlers reran what led to it ${depth} times already, as often as CIRCLECI_MAX_RERUNS lets them.`;
    log.warn(message);
    return new CircleCiApiError(message, 'too-many-reruns');
  }

  return (delivery, log) => ({
    circleci: {
      ...circleCi,
      async rerun(workflowId, options) {
        const rerun =
          rerunning.get(workflowId) ??
          rerunOnce({ delivery, log }, workflowId, options).finally(() => {
            rerunning.delete(workflowId);
          });
        rerunning.set(workflowId, rerun);
        return rerun;
      },
    },
    async failureOf(event) {
      const isOwn = isSameFailure(event, parseBody(delivery.body));
      return isOwn ? explain(delivery) : circleCi.failureOf(event);
    },
  });
}

function isSameFailure(event: unknown, other: unknown): boolean {
  const run = failedRunOf(event);
  return run !== undefined && JSON.stringify(run) === JSON.stringify(failedRunOf(other));
}
