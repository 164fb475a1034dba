import type { Delivery } from '../delivery/delivery';
import { isPlanned, type PlannedHandling } from '../delivery/handling';
import type { Forward } from '../forward/forward';
import type { DeliveryStore } from '../store/delivery-store';
import type { DispatcherOptions, Dispatcher } from './dispatcher';
import { handlerFor, handlerNames } from './handlers';
import { planned } from './progress';
import type { Run } from './runner';
import { readKept, type Fresh } from './task';

type Known = Pick<DispatcherOptions, 'handlers' | 'forwards'>;

/** Plans what is to be done with a delivery. */
export function planOf(
  delivery: Delivery,
  { handlers, forwards = [] }: Known,
): readonly PlannedHandling[] {
  const { parsed, receivedAt } = delivery;
  const names = parsed ? handlerNames(handlers, parsed) : [];
  const targets = forwards.filter(({ accepts }) => accepts(delivery)).map(({ name }) => name);
  return [...names, ...targets].map((name) => planned(name, receivedAt.getTime()));
}

/** Finds what a handler has still to do on a delivery; undefined if that is nothing. */
export function findRun(
  handler: string,
  found: Fresh | undefined,
  { handlers, forwards = [] }: Known,
): Omit<Run, 'stop' | 'record' | 'noteBegun'> | undefined {
  const { delivery, parsed } = found ?? {};
  const handling = delivery?.handlings.filter(isPlanned).find((one) => one.handler === handler);
  if (delivery === undefined || handling === undefined) return undefined;
  return {
    delivery,
    handling,
    handler: parsed && handlerFor(handlers, parsed, handler),
    forward: forwards.find(({ name }) => name === handler),
  };
}

type ByName = (task: { readonly id: string; readonly handler: string }) => Promise<void>;

/**
 * Makes what handles or forwards deliveries again.
 *
 * @param startAgain does so by the name of a handler or target
 */
export function createAgain(
  store: Pick<DeliveryStore, 'get'>,
  { handlers, forwards = [] }: Known,
  startAgain: ByName,
): Pick<Dispatcher, 'runAgain' | 'forwardAgain'> {
  async function startAll(id: string, names: readonly string[]): Promise<boolean> {
    for (const handler of names) await startAgain({ id, handler });
    return names.length > 0;
  }
  return {
    async runAgain(id) {
      const { parsed } = (await readKept(store, id)) ?? {};
      return startAll(id, parsed ? handlerNames(handlers, parsed) : []);
    },
    async forwardAgain(id, target) {
      const isWanted = ({ name }: Forward): boolean => target === undefined || name === target;
      return startAll(
        id,
        forwards.filter(isWanted).map(({ name }) => name),
      );
    },
  };
}
