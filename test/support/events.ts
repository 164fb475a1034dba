import { PING_BODY, WORKFLOW_COMPLETED_BODY } from './fixtures';

export type Json = Record<string, unknown>;

function parse(body: Buffer): Json {
  return JSON.parse(body.toString()) as Json;
}

/** Merges maps; a value that is undefined takes its key out. */
function merge(base: Json, changes: Json): Json {
  const merged = Object.entries({ ...base, ...changes }).map(([key, value]) => {
    const before = base[key];
    const isMerged = key in changes && key !== 'vcs' && isMap(before) && isMap(value);
    return [key, isMerged ? merge(before, value) : value] as const;
  });
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const PINGED = parse(PING_BODY);

/** Makes a workflow-completed event of a GitHub OAuth project, with changes merged into it; a `vcs` is replaced. */
export function workflowEvent(changes: Json = {}): Json {
  return merge(parse(WORKFLOW_COMPLETED_BODY), changes);
}

/** Does the same for a job-completed event. */
export function jobEvent(changes: Json = {}): Json {
  const base = workflowEvent({ type: 'job-completed', workflow: { status: undefined } });
  return merge(
    {
      ...base,
      id: '0c7c4a0e-55a5-3d9b-8f0b-6a2f6f9b1d77',
      job: {
        id: '9d8c7b6a-5f4e-4d3c-8b2a-1f0e9d8c7b6a',
        name: 'test',
        started_at: '2026-11-02T09:18:05.120Z',
        stopped_at: '2026-11-02T09:21:44.563Z',
        status: 'success',
        number: 1203,
      },
    },
    changes,
  );
}
