import type { BulkAction } from '../../delivery/bulk';
import { isHandled } from '../../delivery/handling';
import type { DeliveryStore, DeliverySummary, KeptDelivery } from '../../store/delivery-store';
import type { InspectorOptions } from '../inspector-options';
import { Problem } from '../problem';
import { replay, requireKept } from '../replay';

/** Something that can be done with many deliveries. */
interface Action {
  /** How many are begun in a second, unless it is told; undefined for as many as can be. */
  readonly rate: number | undefined;
  /** Whether it can be done with a delivery. */
  readonly takes: (delivery: DeliverySummary) => boolean;
  /** Says why it can be done with none; undefined if it can. */
  readonly whyNot?: (inspected: InspectorOptions) => string | undefined;
  /** Is rejected, with a `Problem` or a `SendError`, if it cannot be done. */
  readonly run: (id: string, inspected: InspectorOptions) => Promise<unknown>;
}

const RATE = 10;

export const ACTIONS: Readonly<Record<BulkAction, Action>> = {
  replay: {
    rate: RATE,
    takes: ({ bodyProblem }) => bodyProblem === undefined,
    async run(id, inspected) {
      const delivery = await stillKept(id, inspected.store);
      requireKept(await replay(delivery, undefined, inspected));
    },
  },
  forward: {
    rate: RATE,
    takes: isHandled,
    whyNot: ({ dispatcher: { targets } }) =>
      targets.length > 0 ? undefined : 'There is nowhere to forward to: FORWARD_TO has no target.',
    async run(id, { store, dispatcher }) {
      await stillKept(id, store);
      await dispatcher.forwardAgain(id);
    },
  },
  handlers: {
    rate: RATE,
    takes: isHandled,
    async run(id, { store, dispatcher }) {
      await stillKept(id, store);
      if (!(await dispatcher.runAgain(id))) throw new Problem(404, 'There is no handler for it.');
    },
  },
  delete: {
    rate: undefined,
    takes: () => true,
    run: async (id, { store }) => store.delete(id), // one that is gone already is as wanted
  },
};

async function stillKept(id: string, store: DeliveryStore): Promise<KeptDelivery> {
  const delivery = await store.get(id);
  if (delivery === undefined) throw new Problem(404, 'It is no longer kept.');
  return delivery;
}
