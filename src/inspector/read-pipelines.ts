import { setImmediate as othersHaveRun } from 'node:timers/promises';
import { groupByPipeline, type BroughtEvent, type Pipeline } from '../circleci/pipelines';
import { parseBody } from '../circleci/summary';
import { isHandled } from '../delivery/handling';
import type { DeliveryStore } from '../store/delivery-store';
import type { Place } from './links';

/** Of one page: a pipeline has an event for each workflow and job. */
const MAX_DELIVERIES = 400;

export interface PipelinesPage {
  readonly pipelines: readonly Pipeline[];
  /** Where there may be more: what to read before. */
  readonly next?: string;
}

/** Reads the newest deliveries, or those before, as pipelines. Duplicates and replays tell nothing new. */
export async function readPipelines(
  store: DeliveryStore,
  { filter, before }: Place,
): Promise<PipelinesPage> {
  const page = await store.list({
    filter,
    limit: MAX_DELIVERIES,
    ...(before !== undefined && { before }),
  });
  const events: BroughtEvent[] = [];
  for (const delivery of page.deliveries) {
    const { id, duplicateOf, replayOf } = delivery;
    if (!isHandled(delivery) || duplicateOf !== undefined || replayOf !== undefined) continue;
    const kept = await store.get(id);
    if (kept !== undefined) events.push({ deliveryId: id, json: parseBody(kept.body) });
    await othersHaveRun(); // parsing many large bodies in a row would hold up the receiver
  }
  const next = page.next === undefined ? {} : { next: page.next };
  return { pipelines: groupByPipeline(events), ...next };
}
