import type { Page } from 'playwright-core';
import { describeInBrowser, openPage } from '../../support/browser';
import { PING_BODY, WORKFLOW_COMPLETED_BODY } from '../../support/fixtures';
import { fill, rows, waitForPath } from '../../support/inspector-page';
import { startInspector, type TestInspector } from '../../support/test-inspector';

async function search(inspector: TestInspector, text: string): Promise<Page> {
  await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/workflow' });
  await fill(inspector, 3);
  const page = await openPage(inspector.url);
  await page.keyboard.press('/');
  await page.keyboard.type(text);
  await page.waitForURL(`${inspector.url}/?text=${text}`);
  return page;
}

describeInBrowser('the search', () => {
  test('leads to the list by Enter', async () => {
    const inspector = await startInspector();
    const page = await search(inspector, 'ping');
    await page.keyboard.press('Enter');
    await page.locator('a.row:focus', { hasText: '/2' }).waitFor();
    await page.keyboard.press('j');
    await waitForPath(page, '/1');
    expect(page.url()).toMatch(/\?text=ping$/);
  });

  test('gives the keys back by Escape, and keeps its text', async () => {
    const inspector = await startInspector();
    const page = await search(inspector, 'ping');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await waitForPath(page, '/1');
    expect(await page.locator('#search').inputValue()).toBe('ping');
    expect(await rows(page).count()).toBe(3);
  });
});

describeInBrowser('the editor', () => {
  test('has its body next after its heading, and the headers folded', async () => {
    const inspector = await startInspector();
    await inspector.deliver(PING_BODY, { path: '/ping' });
    const page = await openPage(inspector.url);
    await waitForPath(page, '/ping');
    await page.keyboard.press('e');
    await page.locator('#detail-title:focus').waitFor();
    await page.keyboard.press('Tab');
    await page.locator('textarea:focus').waitFor();
    expect(await page.getByLabel('Header name').first().isVisible()).toBe(false);
    await page.getByText('Headers (').click();
    expect(await page.getByLabel('Header name').first().isVisible()).toBe(true);
  });

  test('is left by Escape, but for a dialog in front of it', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}/edit`);
    await page.getByRole('button', { name: 'Keyboard help' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' });
    expect(page.url()).toMatch(/edit$/);
    await page.getByRole('textbox', { name: 'Body' }).focus();
    await page.keyboard.press('Escape');
    await page.waitForURL(`${inspector.url}/deliveries/${id}`);
  });

  test('sends JSON compact if that is chosen', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(Buffer.from('{"type": "ping",\n "n": 1E400}'));
    const page = await openPage(`${inspector.url}/deliveries/${id}/edit`);
    await page.getByLabel('White space in JSON').selectOption('compact');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/and answered 200/).waitFor();
    const [newest] = (await inspector.store.list({ limit: 1 })).deliveries;
    const kept = await inspector.store.get(newest?.id ?? '');
    expect(kept?.body.toString()).toBe('{"type":"ping","n":1E400}');
  });
});
