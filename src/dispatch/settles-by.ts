import type { Log } from '../log/log';
import type { Run } from './runner';

/** The key by which a handler settles, and for how long. */
interface SettlesBy {
  readonly key: string;
  readonly forMs: number;
}

/** Asks a handler what it settles by, if it does. */
export function settlesBy(
  { handling: { handler: name }, handler }: Pick<Run, 'handling' | 'handler'>,
  log: Pick<Log, 'error'>,
): SettlesBy | undefined {
  if (handler?.settle === undefined) return undefined;
  const { key: keyOf, forMs } = handler.settle;
  try {
    const key = keyOf();
    return key === undefined ? undefined : { key: JSON.stringify([name, key]), forMs };
  } catch (error) {
    log.error(`What handler ${name} settles by threw, so it runs at once.`, error);
    return undefined;
  }
}
