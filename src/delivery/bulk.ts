export const BULK_ACTIONS = ['replay', 'forward', 'handlers', 'delete'] as const;

/** What can be done with many deliveries at once. */
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** How many deliveries are begun in a second: the least and the most that may be told. */
export const BULK_RATES = { least: 0.1, most: 1_000 } as const;

/** How an action is told of. */
interface Words {
  /** As a link says it. */
  readonly label: string;
  /** Asks whether it is to be done. */
  readonly ask: (what: string) => string;
  /** Says that it is being done. */
  readonly doing: (what: string) => string;
  /** What has become of those that are over. */
  readonly done: string;
  /** What else there is to know before. */
  readonly note: string;
  /** Why it is not done with some. */
  readonly leftOut: string;
}

const ONLY_EVENTS = 'refused, or no event';

export const BULK_WORDS: Readonly<Record<BulkAction, Words>> = {
  replay: {
    label: 'Replay all',
    ask: (what) => `Replay ${what}?`,
    doing: (what) => `Replaying ${what}`,
    done: 'replayed',
    note: 'Each comes in through the front door again, and is kept as a replay.',
    leftOut: 'their bodies are not whole',
  },
  forward: {
    label: 'Forward all again',
    ask: (what) => `Forward ${what} again?`,
    doing: (what) => `Forwarding ${what}`,
    done: 'handed over',
    note: 'Each goes to all targets, whatever their filters are; what comes of that is on its page.',
    leftOut: ONLY_EVENTS,
  },
  handlers: {
    label: 'Run handlers again',
    ask: (what) => `Run the handlers of ${what} again?`,
    doing: (what) => `Running the handlers of ${what}`,
    done: 'handed over',
    note: 'What comes of each is on its page.',
    leftOut: ONLY_EVENTS,
  },
  delete: {
    label: 'Delete all',
    ask: (what) => `Delete ${what}?`,
    doing: (what) => `Deleting ${what}`,
    done: 'deleted',
    note: 'What waits to be done with them is not done. This cannot be undone.',
    leftOut: '', // none is
  },
};

/** Writes how many deliveries there are. */
export function deliveries(count: number): string {
  return count === 1 ? '1 delivery' : `${count} deliveries`;
}
