import { z } from 'zod';
import type { BulkAction } from '../../delivery/bulk';
import { askForJson } from '../../http/ask-inspector';
import type { DeliveryFilter } from '../../store/filter';

const PATH = '/api/bulk';

const toldSchema = z.looseObject({
  id: z.string(),
  start: z.string(),
  request: z.looseObject({ method: z.string(), uri: z.string() }),
  event: z.looseObject({ title: z.string() }).nullable(),
});

const previewSchema = z.looseObject({
  matching: z.number(),
  count: z.number(),
  first: toldSchema.nullable(),
  last: toldSchema.nullable(),
});

const jobSchema = z.looseObject({
  uri: z.string(),
  state: z.enum(['running', 'done', 'stopped']),
  total: z.number(),
  done: z.number(),
  failed: z.number(),
  left: z.number(),
  failures: z.array(z.looseObject({ id: z.string(), problem: z.string() })),
});

/** A delivery in brief. */
export type Told = z.output<typeof toldSchema>;

export type Preview = z.output<typeof previewSchema>;

export type Job = z.output<typeof jobSchema>;

export interface Order {
  readonly action: BulkAction;
  readonly filter: DeliveryFilter;
  readonly rate?: number;
  /** The id of the newest that is meant. */
  readonly last?: string;
}

/** What the inspector does with many deliveries. Each may be rejected with an `InspectorError`. */
export interface BulkApi {
  readonly preview: (order: Order) => Promise<Preview>;
  readonly start: (order: Order) => Promise<Job>;
  readonly look: (job: Job) => Promise<Job>;
  readonly stop: (job: Job, signal: AbortSignal) => Promise<unknown>;
}

export function createBulkApi(inspector: string): BulkApi {
  const post = { method: 'POST' };
  return {
    preview: async (order) =>
      askForJson(inspector, PATH, previewSchema, { ...post, json: { ...order, dry_run: true } }),
    start: async (order) => askForJson(inspector, PATH, jobSchema, { ...post, json: order }),
    look: async ({ uri }) => askForJson(inspector, uri, jobSchema),
    stop: async ({ uri }, signal) =>
      askForJson(inspector, uri, z.undefined(), { method: 'DELETE', signal }),
  };
}
