import type { Locator, Page } from 'playwright-core';
import { PING_BODY } from './fixtures';
import type { TestInspector } from './test-inspector';

export const rows = (page: Page): Locator => page.locator('a.row');
export const shown = (page: Page): Locator => page.locator('a.row[aria-current]');
export const detail = (page: Page): Locator => page.locator('#detail');

/** Deliveries on paths /0, /1 and so on. */
export async function fill({ deliver }: TestInspector, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await deliver(PING_BODY, { path: `/${index}` });
}

/** Waits until the delivery of a path is shown. */
export async function waitForPath(page: Page, path: string): Promise<void> {
  await shown(page).filter({ hasText: path }).waitFor();
  await detail(page).locator('.url', { hasText: path }).waitFor();
}
