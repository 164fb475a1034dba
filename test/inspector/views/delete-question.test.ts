import { accessibilityProblems, describeInBrowser, openPage } from '../../support/browser';
import { PINGED } from '../../support/events';
import { fill, rows, waitForPath } from '../../support/inspector-page';
import { startInspector } from '../../support/test-inspector';

describeInBrowser('a delivery', () => {
  test('is deleted after a question, and leaves the lists of all pages', async () => {
    const inspector = await startInspector();
    await fill(inspector, 3);
    const page = await openPage(`${inspector.url}/?type=ping`);
    const other = await openPage(inspector.url);
    await waitForPath(page, '/2');
    await rows(page).filter({ hasText: '/1' }).click();
    await waitForPath(page, '/1');
    await page.getByRole('link', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Delete this delivery?' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('link', { name: 'Keep it' }).click();
    await waitForPath(page, '/1');

    await page.getByRole('link', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL(`${inspector.url}/?type=ping`);
    await waitForPath(page, '/2');
    expect(await rows(page).allInnerTexts()).toEqual([
      expect.stringContaining('/2'),
      expect.stringContaining('/0'),
    ]);
    await rows(other).filter({ hasText: '/1' }).waitFor({ state: 'detached' });
    expect((await inspector.store.count()).accepted).toBe(2);
  });

  test('that is deleted elsewhere while its page is open leaves the list beside it', async () => {
    const inspector = await startInspector({ handlers: { ping: () => undefined } });
    await inspector.deliver(PINGED, { path: '/other' });
    const { id } = await inspector.deliver({ ...PINGED, id: 'new' }, { path: '/shown' });
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await rows(page).filter({ hasText: '/shown' }).waitFor();
    await inspector.store.delete(id);
    await rows(page).filter({ hasText: '/shown' }).waitFor({ state: 'detached' });
    expect(await rows(page).count()).toBe(1);
    await page.getByRole('link', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Not kept' }).waitFor();
  });
});
