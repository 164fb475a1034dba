import { within, type What } from './wait';

export interface Gate {
  readonly open: () => void;
  /** Waits until it is open. */
  readonly opened: () => Promise<void>;
}

/** Makes what one side waits for until the other opens it. */
export function gate(what: What): Gate {
  let open = (): void => undefined;
  const opening = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened: async () => within(what, opening) };
}
