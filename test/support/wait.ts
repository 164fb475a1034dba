/** Long enough for a busy machine, and short enough to fail soon. */
const LIMIT_MS = 20_000;

/** Names what is waited for. A function is asked once it is missed, and may tell what there is instead. */
export type What = string | (() => string);

/** Waits for a promise. If it takes too long, that fails, and says what has not come. */
export function within<T>(what: What, promise: Promise<T>, limitMs = LIMIT_MS): Promise<T> {
  const late = new Error(); // made here for its stack, which leads to who waits
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      late.message = `Not within ${limitMs / 1000} s: ${typeof what === 'string' ? what : what()}`;
      reject(late);
    }, limitMs);
  });
  const first = Promise.race([promise, limit]).finally(() => {
    clearTimeout(timer);
  });
  first.catch(() => undefined); // whoever waits for it may do so later, or not at all
  return first;
}

/** Gives what it finds; what is not there yet, or does not hold yet, is undefined or false. */
export type Look<T> = () => T | undefined | false | Promise<T | undefined | false>;

export interface Changes {
  /** Has everyone who waits look again. */
  readonly tell: () => void;
  /** Waits until a look finds something, now or after a change, and gives that. */
  readonly until: <T>(what: What, look: Look<T>, limitMs?: number) => Promise<T>;
}

/** Brings those who change something together with those who wait for it. */
export function createChanges(): Changes {
  let waiting: (() => void)[] = [];
  const next = async (): Promise<void> =>
    new Promise((resolve) => {
      waiting = [...waiting, resolve];
    });
  return {
    tell() {
      const all = waiting;
      waiting = [];
      for (const wake of all) wake();
    },
    until: async (what, look, limitMs) => within(what, find(look, next), limitMs),
  };
}

/** Waits until a look finds something that tells nothing of its changes, by looking again and again. */
export async function poll<T>(what: What, look: Look<T>): Promise<T> {
  const changes = createChanges();
  const timer = setInterval(changes.tell, 5);
  try {
    return await changes.until(what, look);
  } finally {
    clearInterval(timer);
  }
}

async function find<T>(look: Look<T>, next: () => Promise<void>): Promise<T> {
  for (;;) {
    const changed = next(); // asked for before the look, so that what changes meanwhile counts
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await changed;
  }
}
