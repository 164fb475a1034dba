import type { Locator, Page } from 'playwright-core';
import { startAppStandIn } from '../../support/app-stand-in';
import { accessibilityProblems, describeInBrowser, openPage } from '../../support/browser';
import { jobEvent, PINGED } from '../../support/events';
import { PING_BODY } from '../../support/fixtures';
import { detail, fill, rows, waitForPath } from '../../support/inspector-page';
import { startInspector } from '../../support/test-inspector';

const progress = (page: Page): Locator => page.locator('#bulk');
const heading = (page: Page, name: string): Locator => page.getByRole('heading', { name });

async function choose(page: Page, label: string): Promise<void> {
  await page.getByText('All of these').click();
  await page.getByRole('link', { name: label }).click();
}

describeInBrowser('many at once', () => {
  test('are replayed after a question, with progress that survives a reload, until stopped', async () => {
    const inspector = await startInspector();
    await inspector.deliver(jobEvent(), { path: '/job' });
    await fill(inspector, 3);
    const page = await openPage(`${inspector.url}/?type=ping`);
    await choose(page, 'Replay all');
    await heading(page, 'Replay 3 deliveries?').waitFor();
    expect(await page.locator('.ends dd').allInnerTexts()).toEqual([
      expect.stringMatching(/^ping\b/),
      expect.stringMatching(/^ping\b/),
    ]);
    const links = await page.locator('.ends a').evaluateAll((all) => all.map(String));
    const ids = (await inspector.store.list({ limit: 3 })).deliveries.map(({ id }) => id);
    expect(links).toEqual(
      [ids[2], ids[0]].map((id) => `${inspector.url}/deliveries/${id ?? ''}?type=ping`),
    );

    await inspector.deliver(PING_BODY, { path: '/later' }); // which is not meant
    await rows(page).filter({ hasText: '/later' }).waitFor();
    await page.getByLabel('How many a second').fill('0.1');
    await detail(page).getByRole('button', { name: 'Replay all' }).click();
    await page.waitForURL(`${inspector.url}/?type=ping`);
    await progress(page).getByText('1 replayed · 2 left').waitFor();
    await rows(page).filter({ hasText: 'replay' }).waitFor();
    await page.reload();
    await progress(page).getByText('Replaying 3 deliveries').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);

    await waitForPath(page, '/0');
    await rows(page).nth(1).click();
    await waitForPath(page, '/later');
    const address = page.url();
    await progress(page).getByRole('button', { name: 'Stop' }).click();
    await progress(page).getByText('Replaying 3 deliveries: stopped').waitFor();
    expect(page.url()).toBe(address);
    await waitForPath(page, '/later');
    await progress(page).getByRole('button', { name: 'Close' }).click();
    await progress(page).waitFor({ state: 'hidden' });
    await page.reload();
    await waitForPath(page, '/later');
    expect(await progress(page).isVisible()).toBe(false);
  });

  test('are deleted, all that is kept, in all pages that are open', async () => {
    const inspector = await startInspector();
    await fill(inspector, 60); // more than a list shows
    const page = await openPage(inspector.url);
    const other = await openPage(inspector.url);
    await choose(page, 'Delete all');
    await heading(page, 'Delete 60 deliveries?').waitFor();
    await detail(page).getByText('No filter is on: this is all that is kept.').waitFor();
    expect(await page.getByLabel('How many a second').count()).toBe(0);
    await detail(page).getByRole('button', { name: 'Delete all' }).click();
    for (const one of [page, other]) {
      await progress(one).getByText('60 deleted').waitFor();
      await one.getByText('Waiting for the first delivery').waitFor();
    }
  });

  test('that fail are listed, with links', async () => {
    const app = await startAppStandIn();
    const inspector = await startInspector({ forwardTo: app.url });
    const { id } = await inspector.deliver(PINGED);
    await inspector.deliver(PINGED, { headers: { 'circleci-signature': 'v1=<b>' } });
    const page = await openPage(inspector.url);
    await choose(page, 'Run handlers again');
    await detail(page).getByText('but for 1 (refused, or no event)').waitFor();
    await detail(page).getByRole('button', { name: 'Run handlers again' }).click();
    await progress(page).getByText('1 failed').waitFor();
    await progress(page).getByText('What failed').click();
    await progress(page).getByText('There is no handler for it.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await progress(page).getByRole('link', { name: id }).click();
    await page.waitForURL(`${inspector.url}/deliveries/${id}`);

    await choose(page, 'Forward all again');
    await detail(page).getByText('Each goes to all targets').waitFor();
    await detail(page).getByRole('button', { name: 'Forward all again' }).click();
    await app.gets(2);
    await progress(page).getByText('1 handed over').waitFor();
  });

  test('are not dealt with while others are, which the page says', async () => {
    const inspector = await startInspector();
    await fill(inspector, 2);
    const body = JSON.stringify({ action: 'replay', filter: {}, rate: 0.1 });
    const page = await openPage(inspector.url);
    await choose(page, 'Delete all');
    await heading(page, 'Delete 2 deliveries?').waitFor();
    await fetch(`${inspector.url}/api/bulk`, { method: 'POST', body });
    await progress(page).getByText('1 left').waitFor();
    await detail(page).getByRole('button', { name: 'Delete all' }).click();
    await detail(page).getByText('Another job runs').waitFor();
    expect((await inspector.store.count()).accepted).toBe(3);
  });

  test('of which there are none any more are told of', async () => {
    const inspector = await startInspector();
    const page = await openPage(`${inspector.url}/bulk?action=delete&type=ping`);
    await detail(page).getByText('No delivery passes the filter').waitFor();
    await page.goto(`${inspector.url}/bulk?action=explode`);
    await page.getByText('expected one of "replay"').waitFor();
  });

  test('can be dealt with without JavaScript', async () => {
    const inspector = await startInspector();
    await fill(inspector, 2);
    const page = await openPage(inspector.url, { javaScriptEnabled: false });
    await choose(page, 'Replay all');
    await page.getByLabel('How many a second').fill('0.1');
    await detail(page).getByRole('button', { name: 'Replay all' }).click();
    await progress(page).getByText('Replaying 2 deliveries').waitFor();
    await progress(page).getByRole('button', { name: 'Stop' }).click();
    await progress(page).getByText('Replaying 2 deliveries: stopped').waitFor();
    await progress(page).getByRole('button', { name: 'Close' }).click();
    expect(await progress(page).isVisible()).toBe(false);
    const [newest] = (await inspector.store.list({ limit: 1 })).deliveries;
    await page.goto(`${inspector.url}/deliveries/${newest?.id ?? ''}`);
    await page.getByRole('link', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    expect((await inspector.store.count()).accepted).toBe(2);
  });

  test.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('look well in %s, at %i px', async (colorScheme, width) => {
    const inspector = await startInspector();
    await inspector.deliver({ type: 'x'.repeat(300) }, { path: `/${'long'.repeat(100)}` });
    const viewport = { width, height: 800 };
    const page = await openPage(inspector.url, { colorScheme, viewport });
    const found: string[] = [];
    async function look(): Promise<void> {
      found.push(...(await accessibilityProblems(page)));
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
    await page.getByText('All of these').click();
    await look();
    await page.getByRole('link', { name: 'Run handlers again' }).click();
    await heading(page, 'Run the handlers of 1 delivery again?').waitFor();
    await look();
    await detail(page).getByRole('button', { name: 'Run handlers again' }).click();
    await progress(page).getByText('What failed').click();
    await look();
    expect(found).toEqual([]);
  });
});

test('a form with a rate that is none is refused', async () => {
  const inspector = await startInspector();
  await fill(inspector, 1);
  for (const body of ['last=x&rate=0', 'last=x&rate=fast', 'last=x&rate=', 'rate=10', '']) {
    const answer = await fetch(`${inspector.url}/bulk?action=replay`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    expect([body, answer.status]).toEqual([body, 400]);
  }
});
