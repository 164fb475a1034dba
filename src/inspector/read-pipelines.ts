import {
  groupByPipeline,
  pipelineEvent,
  type Pipeline,
  type PipelineEvent,
} from '../circleci/pipelines';
import { isHandled } from '../delivery/handling';
import { isRebuilt } from '../delivery/rebuilt';
import type { DeliveryStore } from '../store/delivery-store';
import type { Place } from './links';
import { parseKept } from './parse-kept';
import { readWhole } from './read-whole';

/** Of one page: a pipeline has an event for each workflow and job. More would take long to be written. */
const MAX_DELIVERIES = 200;

export interface PipelinesPage {
  readonly pipelines: readonly Pipeline[];
  /** What to read before, if there may be more. */
  readonly next?: string;
}

/**
 * Reads the newest deliveries, or those before, as pipelines. Duplicates and replays tell nothing new.
 *
 * @param signal stops the reading
 */
export async function readPipelines(
  store: DeliveryStore,
  { filter, before }: Place,
  signal?: AbortSignal,
): Promise<PipelinesPage> {
  const page = await store.list({
    filter,
    limit: MAX_DELIVERIES,
    ...(before !== undefined && { before }),
    ...(signal && { signal }),
  });
  const telling = page.deliveries.filter(
    (delivery) =>
      isHandled(delivery) && delivery.duplicateOf === undefined && delivery.replayOf === undefined,
  );
  const events: PipelineEvent[] = [];
  for await (const kept of readWhole(store, telling)) {
    signal?.throwIfAborted();
    const event = pipelineEvent(kept.id, parseKept(kept), isRebuilt(kept));
    if (event !== undefined) events.push(event);
  }
  const next = page.next === undefined ? {} : { next: page.next };
  return { pipelines: groupByPipeline(events), ...next };
}
