import { isHandled } from '../../delivery/handling';
import type { DeliverySummary } from '../../store/delivery-store';
import type { InspectorOptions } from '../inspector-options';
import { Problem } from '../problem';
import { replay, requireKept } from '../replay';

export const ACTION_NAMES = ['replay', 'forward', 'handlers', 'delete'] as const;

export type ActionName = (typeof ACTION_NAMES)[number];

/** Something that can be done with many deliveries. */
interface Action {
  /** As a link says it. */
  readonly label: string;
  /** What it is to do with so many, as a question begins. */
  readonly ask: (what: string) => string;
  /** The same while it does it. */
  readonly doing: (what: string) => string;
  /** What has become of those that are over. */
  readonly done: string;
  /** What else there is to know before. */
  readonly note: string;
  /** How many are done in a second, unless it is told; undefined for as many as can be. */
  readonly rate: number | undefined;
  /** Whether it can be done with a delivery. */
  readonly takes: (delivery: DeliverySummary) => boolean;
  /** Why it cannot be done with those that it does not take. */
  readonly leftOut: string;
  /** Says why it can be done with none; undefined if it can. */
  readonly whyNot?: (inspected: InspectorOptions) => string | undefined;
  /** Is rejected, with a `Problem` or a `SendError`, if it cannot be done. */
  readonly run: (id: string, inspected: InspectorOptions) => Promise<unknown>;
}

const RATE = 10;

const GONE = 'It is no longer kept.';

export const ACTIONS: Readonly<Record<ActionName, Action>> = {
  replay: {
    label: 'Replay all',
    ask: (what) => `Replay ${what}?`,
    doing: (what) => `Replaying ${what}`,
    done: 'replayed',
    note: 'Each comes in through the front door again, and is kept as a replay.',
    rate: RATE,
    takes: ({ bodyProblem }) => bodyProblem === undefined,
    leftOut: 'their bodies were not kept whole',
    async run(id, inspected) {
      const delivery = await inspected.store.get(id);
      if (delivery === undefined) throw new Problem(404, GONE);
      requireKept(await replay(delivery, undefined, inspected));
    },
  },
  forward: {
    label: 'Forward all again',
    ask: (what) => `Forward ${what} again?`,
    doing: (what) => `Forwarding ${what}`,
    done: 'handed over',
    note: 'Each goes to all targets, whatever their filters are; what comes of that is on its page.',
    rate: RATE,
    takes: isHandled,
    leftOut: 'they are no events that were let through',
    whyNot: ({ dispatcher: { targets } }) =>
      targets.length > 0 ? undefined : 'There is nowhere to forward to: FORWARD_TO has no target.',
    async run(id, { store, dispatcher }) {
      if (!(await store.isKept(id))) throw new Problem(404, GONE);
      await dispatcher.forwardAgain(id);
    },
  },
  handlers: {
    label: 'Run handlers again',
    ask: (what) => `Run the handlers of ${what} again?`,
    doing: (what) => `Running the handlers of ${what}`,
    done: 'handed over',
    note: 'What comes of each is on its page.',
    rate: RATE,
    takes: isHandled,
    leftOut: 'they are no events that were let through',
    async run(id, { store, dispatcher }) {
      if (!(await store.isKept(id))) throw new Problem(404, GONE);
      if (!(await dispatcher.runAgain(id))) throw new Problem(404, 'There is no handler for it.');
    },
  },
  delete: {
    label: 'Delete all',
    ask: (what) => `Delete ${what}?`,
    doing: (what) => `Deleting ${what}`,
    done: 'deleted',
    note: 'What waits to be done with them is not done. This cannot be undone.',
    rate: undefined,
    takes: () => true,
    leftOut: '',
    run: async (id, { store }) => store.delete(id), // one that is gone already is as wanted
  },
};
