import { EventEmitter, once } from 'node:events';
import type { Locator, Page, Request } from 'playwright-core';
import { PING_BODY } from './fixtures';
import type { TestInspector } from './test-inspector';
import { within } from './wait';

export const rows = (page: Page): Locator => page.locator('a.row');
export const shown = (page: Page): Locator => page.locator('a.row[aria-current]');
export const detail = (page: Page): Locator => page.locator('.detail');

/** Deliveries on paths /0, /1 and so on. */
export async function fill({ deliver }: TestInspector, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await deliver(PING_BODY, { path: `/${index}` });
}

/** Waits until the delivery of a path is shown. */
export async function waitForPath(page: Page, path: string): Promise<void> {
  await shown(page).filter({ hasText: path }).waitFor();
  await detail(page).locator('.url', { hasText: path }).waitFor();
}

/** Tells how far the delivery is scrolled. */
export async function scrollTop(page: Page): Promise<number> {
  return Number(await page.evaluate("document.querySelector('.detail').scrollTop"));
}

export interface Held {
  /** Once the server has answered. */
  readonly isHeld: Promise<unknown>;
  readonly release: () => Promise<void>;
}

/** Lets the next request of a kind be answered, but keeps the answer from the page until it is released. */
export async function hold(page: Page, isWanted: (request: Request) => boolean): Promise<Held> {
  const events = new EventEmitter();
  let isOver = false;
  await page.route('**', async (route) => {
    if (isOver || !isWanted(route.request())) return route.fallback();
    isOver = true;
    const response = await route.fetch({ maxRedirects: 0 });
    events.emit('held');
    await once(events, 'release');
    await route.fulfill({ response }).catch(() => undefined); // the page may have given it up
    events.emit('over');
  });
  return {
    isHeld: within('the request that is to be held', once(events, 'held')),
    async release() {
      const over = once(events, 'over');
      events.emit('release');
      await within('the end of the request that was held', over);
    },
  };
}
