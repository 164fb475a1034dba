import { z } from 'zod';
import { askForJson } from './ask-inspector';

const PATH = '/api/requests/http';

/** The inspector answers sooner than this: we ask again then. */
const WAIT_SECONDS = 30;

const answerSchema = z.looseObject({
  requests: z.array(
    z.looseObject({
      id: z.string(),
      event: z.looseObject({ title: z.string() }).nullable(),
    }),
  ),
  after: z.string(),
});

/** A delivery in the shape of the inspector's API. */
export interface ApiDelivery {
  readonly id: string;
  readonly event: { readonly title: string; readonly [field: string]: unknown } | null;
  readonly [field: string]: unknown;
}

export interface NextOptions {
  /** Of the inspector, as in `http://127.0.0.1:4041`. */
  readonly inspector: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Is told what came instead, ten at most, if the time is up. */
  readonly onOthers?: (titles: readonly string[]) => void;
}

/**
 * Waits for the next delivery that a filter lets through.
 *
 * @returns undefined if the time is up
 * @throws {InspectorError} if none answers, or not with a list
 */
export async function nextDelivery(
  filter: Readonly<Record<string, string>>,
  { inspector, timeoutMs, signal, onOthers }: NextOptions,
): Promise<ApiDelivery | undefined> {
  const endsAt = performance.now() + timeoutMs;
  let after: string | undefined;
  for (;;) {
    const left = Math.max(0, endsAt - performance.now()) / 1_000;
    const wait = String(Math.min(left, WAIT_SECONDS));
    const query = new URLSearchParams({ ...filter, wait, ...(after !== undefined && { after }) });
    const answer = await askForJson(inspector, `${PATH}?${query.toString()}`, answerSchema, {
      signal,
    });
    const next = answer.requests.at(-1); // they come newest first
    if (next !== undefined) return next;
    if (left === 0) {
      if (onOthers) onOthers(await titlesAfter(answer.after, inspector, signal));
      return undefined;
    }
    after = answer.after;
  }
}

async function titlesAfter(
  after: string,
  inspector: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const path = `${PATH}?limit=10&after=${after}`;
  const { requests } = await askForJson(inspector, path, answerSchema, { signal });
  return requests.map(({ event }) => event?.title ?? 'a call without an event').reverse();
}
