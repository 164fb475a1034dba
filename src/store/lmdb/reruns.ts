import type { Reruns } from '../delivery-store';
import { countOf } from './count';
import type { Databases } from './databases';

/** A handler that reruns every workflow that fails takes long to get there. */
const MAX_REMEMBERED = 10_000;

interface Stored extends Reruns {
  /** In milliseconds since 1970. */
  readonly at: number;
}

/** Puts that a workflow was rerun as another, and how many reruns led to that. */
export function putRerun(
  databases: Databases,
  workflowId: string,
  { as, depth, at }: Required<Stored>,
): void {
  put(databases, workflowId, { ...readReruns(databases, workflowId), as, at });
  put(databases, as, { depth, at });
  if (countOf(databases.reruns) > MAX_REMEMBERED) forgetOldest(databases);
}

/** Reads what became of a workflow by reruns. */
export function readReruns({ reruns }: Databases, workflowId: string): Reruns {
  const text = reruns.get(keyOf(workflowId));
  if (text === undefined) return { depth: 0 };
  const { depth, as } = storedFrom(text);
  return { depth, ...(as !== undefined && { as }) };
}

function put({ reruns }: Databases, workflowId: string, stored: Stored): void {
  reruns.putSync(keyOf(workflowId), JSON.stringify(stored));
}

/** Forgets the older half: that is cheaper than one with each that is put. */
function forgetOldest({ reruns }: Databases): void {
  const all = [...reruns.getRange()].map(({ key, value }) => ({ key, at: storedFrom(value).at }));
  all.sort((one, other) => one.at - other.at);
  for (const { key } of all.slice(0, MAX_REMEMBERED / 2)) reruns.removeSync(key);
}

/** Makes a key of an id, which comes from outside: a key of LMDB is short. */
function keyOf(workflowId: string): string {
  return workflowId.slice(0, 100);
}

function storedFrom(text: string): Stored {
  return JSON.parse(text) as Stored; // as it was written here
}
