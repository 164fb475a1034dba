import { runIdentity } from '../circleci/rebuild';
import { eventTitle } from '../circleci/summary';
import type { Delivery } from '../delivery/delivery';
import { rebuiltDelivery } from '../delivery/rebuilt';
import type { Dispatcher } from '../dispatch/dispatcher';
import type { Log } from '../log/log';
import type { DeliveryStore, SaveOptions } from '../store/delivery-store';
import type { Missed, MissedEvent } from './missed';
import type { Recovered } from './recovered';

export interface KeepOptions {
  readonly store: Pick<DeliveryStore, 'save'>;
  readonly dispatcher: Pick<Dispatcher, 'plan' | 'enqueue'>;
  readonly log: Pick<Log, 'format' | 'output'>;
  /** Whether handlers and forwards get them. */
  readonly handlers: boolean;
  readonly stopping: AbortSignal;
}

/**
 * Keeps what was missed as deliveries, and has them handled; in a dry run, tells only which these would be. What came
 * meanwhile after all is left as it is.
 *
 * @throws AbortError if it is to stop
 */
export async function keepMissed(
  { events, told }: Missed,
  recovered: Recovered,
  options: KeepOptions,
): Promise<void> {
  for (const missed of events) {
    options.stopping.throwIfAborted();
    const { type, runId } = missed.event;
    const identity = runIdentity(type, runId);
    const delivery = rebuiltDelivery(missed.event, missed.url, new Date());
    if (recovered.dry_run) {
      tell(missed, delivery, null, recovered);
      continue;
    }
    await told.lookAgain();
    const id = told.has(identity) ? undefined : await keep(delivery, identity, options);
    if (id === undefined) recovered.had_already += 1;
    else tell(missed, delivery, id, recovered);
  }
}

function tell(
  { event: { type, stoppedAt }, project }: MissedEvent,
  { event: { name, ...summary } = { type } }: Pick<Delivery, 'event'>,
  id: string | null,
  recovered: Recovered,
): void {
  recovered.rebuilt += 1;
  recovered.events.push({
    ...{ title: eventTitle(summary), project, name: name ?? null },
    ...{ stopped_at: stoppedAt.toISOString(), id },
  });
}

/**
 * Keeps a delivery, and has it handled.
 *
 * @returns its id; undefined if it was known, though it is no longer kept
 */
async function keep(
  delivery: Delivery,
  identity: NonNullable<SaveOptions['identity']>,
  { store, dispatcher, log, handlers }: KeepOptions,
): Promise<string | undefined> {
  const handlings = handlers ? dispatcher.plan(delivery) : [];
  const { id, duplicateOf } = await store.save(delivery, { accepted: true, identity, handlings });
  log.output.write(
    `${log.format({ ...delivery, ...(duplicateOf !== undefined && { duplicateOf }) }, { brief: true })}\n`,
  );
  if (duplicateOf !== undefined) return undefined;
  dispatcher.enqueue(id, delivery, handlings);
  return id;
}
