import { accessibilityProblems, describeInBrowser, openPage } from '../../support/browser';
import { PING_BODY, WORKFLOW_COMPLETED_BODY } from '../../support/fixtures';
import { PINGED } from '../../support/events';
import { detail, fill, rows } from '../../support/inspector-page';
import { startInspector } from '../../support/test-inspector';

describeInBrowser('the look', () => {
  const views = [
    '/',
    '/deliveries/ID',
    '/deliveries/ID?part=headers',
    '/deliveries/ID/edit',
    '/?type=x',
    '/deliveries/none',
  ];

  test.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('has no problem that axe-core finds, in %s, at %i px', async (colorScheme, width) => {
    const inspector = await startInspector();
    await inspector.deliver(PING_BODY, { headers: { 'circleci-signature': 'v1=x' } });
    await inspector.deliver(PING_BODY);
    await inspector.deliver(PING_BODY);
    const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY);
    const form = await inspector.deliver(Buffer.from('=nameless&a='), {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const viewport = { width, height: 800 };
    const page = await openPage(inspector.url, { colorScheme, viewport });
    const found: string[] = [];
    for (const view of [...views, `/deliveries/${form.id}`]) {
      await page.goto(inspector.url + view.replace('ID', id));
      found.push(...(await accessibilityProblems(page)).map((problem) => `${view} ${problem}`));
    }
    await page.goto(inspector.url);
    await page.getByText('Filter', { exact: true }).click();
    found.push(...(await accessibilityProblems(page)));
    await page.keyboard.press('?');
    found.push(...(await accessibilityProblems(page)));
    expect(found).toEqual([]);
  });

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
    await inspector.deliver(
      { type: 'x'.repeat(300) },
      {
        path: `/${'long'.repeat(100)}`,
      },
    );
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

  test('scrolls the list and the delivery on a wide screen, and never the page', async () => {
    const inspector = await startInspector({ handlers: { ping: () => undefined } });
    for (let index = 0; index < 20; index += 1) {
      await inspector.deliver({ ...PINGED, id: `${index}` });
    }
    const page = await openPage(`${inspector.url}/?handling=done`);
    await rows(page).nth(19).waitFor();
    expect(await page.evaluate('document.documentElement.scrollHeight - innerHeight')).toBe(0);
  });

  test('at 360 px is a list, and a delivery behind each row', async () => {
    const inspector = await startInspector();
    await fill(inspector, 20);
    const page = await openPage(inspector.url, { viewport: { width: 360, height: 700 } });
    expect(await detail(page).isVisible()).toBe(false);
    expect(await rows(page).last().innerText()).toMatch(/\d\d:\d\d:\d\d[^]*(now|ago)/);
    await rows(page).last().click();
    await detail(page).locator('.url', { hasText: '/0' }).waitFor();
    expect(await page.locator('#deliveries').isVisible()).toBe(false);
    expect(await page.evaluate('scrollY')).toBe(0);
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
