import { setImmediate as othersHaveRun } from 'node:timers/promises';
import type { DeliverySummary, ListOptions, Page } from '../delivery-store';
import { bodyHas, passes } from '../filter';
import type { Databases, Summary } from './databases';

/** How many are looked at in a row while listing; then whatever else is waiting gets its turn. */
const SCANNED_AT_ONCE = 250;

/** How many bytes of bodies are searched in a row, likewise. */
const SEARCHED_AT_ONCE = 2 * 1024 * 1024;

/** Lists what a filter lets through, newest first, a page at a time. */
export async function listNewest(
  databases: Databases,
  { filter = {}, limit, before }: ListOptions,
): Promise<Page> {
  const deliveries: DeliverySummary[] = [];
  const isFound = createSearch(databases, filter.text);
  let last = before;
  for (;;) {
    const scanned = scan(databases, last);
    for (const delivery of scanned) {
      if (deliveries.length === limit) return { deliveries, ...(last && { next: last }) };
      if (passes(filter, delivery) && (await isFound(delivery.id))) deliveries.push(delivery);
      last = delivery.id;
    }
    if (scanned.length < SCANNED_AT_ONCE) return { deliveries };
    await othersHaveRun();
  }
}

/** Looks for a text in one body after another. */
function createSearch(
  { contents }: Databases,
  text: string | undefined,
): (id: string) => Promise<boolean> {
  let searched = 0;
  return async function isFoundIn(id) {
    if (text === undefined) return true;
    if (searched > SEARCHED_AT_ONCE) {
      searched = 0;
      await othersHaveRun();
    }
    const body = contents.get(id)?.body;
    if (body === undefined) return false;
    searched += body.length;
    return bodyHas(text, body);
  };
}

/** The newest deliveries before one. */
function scan(databases: Databases, before: string | undefined): DeliverySummary[] {
  const { accepted, others, answers, handlings } = databases;
  const range = {
    reverse: true,
    limit: SCANNED_AT_ONCE,
    ...(before !== undefined && { start: before, exclusiveStart: true }),
  };
  return [...accepted.getRange(range), ...others.getRange(range)]
    .sort((a, b) => (a.key < b.key ? 1 : -1))
    .slice(0, SCANNED_AT_ONCE)
    .map(({ key: id, value }) => {
      const { status, durationMs } = answers.get(id) ?? {};
      const isAnswered = status !== undefined && durationMs !== undefined;
      return {
        ...withId(id, value),
        handlings: handlings.get(id) ?? [],
        ...(isAnswered && { answer: { status, durationMs } }),
      };
    });
}

/** What is kept of a delivery to be listed, as others see it. */
export function withId(
  id: string,
  { identity: _, receivedAt, ...rest }: Summary,
): Omit<DeliverySummary, 'answer' | 'handlings'> {
  return { id, receivedAt: new Date(receivedAt), ...rest };
}
