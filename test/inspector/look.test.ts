import { accessibilityProblems, describeInBrowser, openPage } from '../support/browser';
import { PING_BODY, WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { detail, fill, rows } from '../support/inspector-page';
import { startInspector } from '../support/test-inspector';

jest.setTimeout(60_000);

describeInBrowser('the look', () => {
  const views = [
    '/',
    '/deliveries/ID',
    '/deliveries/ID?part=headers',
    '/deliveries/ID/edit',
    '/?type=x',
    '/deliveries/none',
  ];

  test.each(['light', 'dark'] as const)(
    'has no problem that axe-core finds, in %s',
    async (colorScheme) => {
      const inspector = await startInspector();
      await inspector.deliver(PING_BODY, { headers: { 'circleci-signature': 'v1=x' } });
      await inspector.deliver(PING_BODY);
      await inspector.deliver(PING_BODY);
      const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY);
      const page = await openPage(inspector.url, { colorScheme });
      const found: string[] = [];
      for (const view of views) {
        await page.goto(inspector.url + view.replace('ID', id));
        found.push(...(await accessibilityProblems(page)).map((problem) => `${view} ${problem}`));
      }
      await page.goto(inspector.url);
      await page.getByText('Filter', { exact: true }).click();
      found.push(...(await accessibilityProblems(page)));
      await page.keyboard.press('?');
      found.push(...(await accessibilityProblems(page)));
      expect(found).toEqual([]);
    },
  );

  test('is light or dark as the system is', async () => {
    const inspector = await startInspector();
    const ground = async (colorScheme: 'light' | 'dark'): Promise<string> => {
      const page = await openPage(inspector.url, { colorScheme });
      return String(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
    };
    expect(await ground('light')).toBe('rgb(246, 248, 250)');
    expect(await ground('dark')).toBe('rgb(13, 17, 23)');
  });

  test.each([360, 768, 1280, 2560])('fits a screen of %i px', async (width) => {
    const inspector = await startInspector();
    await inspector.deliver(Buffer.from(JSON.stringify({ type: 'x'.repeat(300) })), {
      path: `/${'long'.repeat(100)}`,
    });
    const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY);
    const page = await openPage(inspector.url, { viewport: { width, height: 700 } });
    for (const view of views) {
      await page.goto(inspector.url + view.replace('ID', id));
      expect([view, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([
        view,
        width,
      ]);
    }
  });

  test('at 360 px is a list, and a delivery behind each row', async () => {
    const inspector = await startInspector();
    await fill(inspector, 2);
    const page = await openPage(inspector.url, { viewport: { width: 360, height: 700 } });
    expect(await detail(page).isVisible()).toBe(false);
    await rows(page).last().click();
    await detail(page).locator('.url', { hasText: '/0' }).waitFor();
    expect(await page.locator('#deliveries').isVisible()).toBe(false);
    await page.getByRole('link', { name: 'All deliveries' }).click();
    await rows(page).first().waitFor();
  });

  test('loads nothing from elsewhere', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY);
    const page = await openPage(inspector.url);
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.goto(`${inspector.url}/deliveries/${id}`);
    await page.getByRole('link', { name: 'Request Headers' }).click();
    await page.locator('.pairs').waitFor();
    expect([...hosts]).toEqual([`127.0.0.1:${inspector.port}`]);
  });
});
