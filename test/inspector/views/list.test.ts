import { CHANGED_EVENT } from '../../../src/inspector/tell-of-changes';
import { describeInBrowser, openPage } from '../../support/browser';
import { PING_BODY, WORKFLOW_COMPLETED_BODY } from '../../support/fixtures';
import { fill, hold, rows, waitForPath } from '../../support/inspector-page';
import { startInspector } from '../../support/test-inspector';

/** How a request says that it comes from the list itself, which looks for what is new. */
const LIST = 'section#deliveries';

describeInBrowser('the list', () => {
  test('shows the next steps until the first delivery comes by itself, and follows the newest', async () => {
    const inspector = await startInspector();
    const page = await openPage(inspector.url);
    await page.getByText('Waiting for the first delivery').waitFor();
    await page.getByText(`ngrok http ${inspector.receiver.port}`).waitFor();

    await inspector.deliver(PING_BODY, { path: '/first' });
    await waitForPath(page, '/first');
    await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/second' });
    await waitForPath(page, '/second');
    expect(await rows(page).count()).toBe(2);
    const text = await rows(page).first().innerText();
    for (const part of [
      'workflow-completed',
      'success',
      'shop',
      'main',
      'valid',
      'POST',
      '200',
      'ms',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('keeps what a reader picked, and where the list is scrolled to', async () => {
    const inspector = await startInspector();
    await fill(inspector, 40);
    const page = await openPage(inspector.url);
    await rows(page).filter({ hasText: '/20' }).click();
    await waitForPath(page, '/20');
    const before = await rows(page).filter({ hasText: '/20' }).boundingBox();

    await inspector.deliver(PING_BODY, { path: '/new' });
    await rows(page).filter({ hasText: '/new' }).waitFor();
    await waitForPath(page, '/20');
    const after = await rows(page).filter({ hasText: '/20' }).boundingBox();
    expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(5);
  });

  test('keeps what a reader picked while a look at what is new was on its way', async () => {
    const inspector = await startInspector();
    await fill(inspector, 3);
    const page = await openPage(inspector.url);
    await waitForPath(page, '/2');
    const look = await hold(page, (request) => request.headers()['hx-source'] === LIST);
    await inspector.deliver(PING_BODY, { path: '/new' });
    await look.isHeld;
    await rows(page).filter({ hasText: '/1' }).click();
    await waitForPath(page, '/1');
    await look.release();
    await inspector.deliver(PING_BODY, { path: '/newer' });
    await rows(page).filter({ hasText: '/newer' }).waitFor();
    await waitForPath(page, '/1');
  });

  test('shows what came while a pick was on its way, beside what was picked', async () => {
    const inspector = await startInspector();
    await fill(inspector, 3);
    const page = await openPage(inspector.url);
    await waitForPath(page, '/2');
    const pick = await hold(page, (request) => request.url().includes('/deliveries/'));
    await rows(page).filter({ hasText: '/1' }).click();
    await pick.isHeld;
    await page.evaluate(
      `document.body.addEventListener('${CHANGED_EVENT}', () => document.body.dataset.told = '')`,
    );
    await inspector.deliver(PING_BODY, { path: '/new' });
    await page.locator('body[data-told]').waitFor();
    await pick.release();
    await rows(page).filter({ hasText: '/new' }).waitFor();
    await waitForPath(page, '/1');
  });

  test('has pages', async () => {
    const inspector = await startInspector();
    await fill(inspector, 60);
    const page = await openPage(inspector.url);
    expect(await rows(page).count()).toBe(50);
    await page.getByRole('link', { name: 'Older' }).click();
    await rows(page).filter({ hasText: '/9' }).waitFor();
    expect(await rows(page).count()).toBe(10);
    await page.getByRole('link', { name: 'Newest' }).click();
    await rows(page).filter({ hasText: '/59' }).waitFor();
  });

  test('shows the next steps also while there were only visits', async () => {
    const inspector = await startInspector();
    await inspector.deliver(Buffer.alloc(0), { method: 'GET', path: '/visit' });
    const page = await openPage(inspector.url);
    await waitForPath(page, '/visit');
    const steps = page.getByText('Waiting for the first delivery');
    await steps.waitFor();
    await inspector.deliver(PING_BODY, { path: '/first' });
    await waitForPath(page, '/first');
    expect(await steps.count()).toBe(0);
  });

  test('is live also where the script for that takes longer to load than the others', async () => {
    const inspector = await startInspector();
    const page = await openPage(inspector.url);
    await page.route('**/assets/live.js', async (route) => {
      await page.waitForFunction('"htmx" in window');
      await page.evaluate('new Promise((resolve) => setTimeout(resolve))'); // htmx starts by a timer
      await route.continue();
    });
    await page.reload();
    await inspector.deliver(PING_BODY, { path: '/late' });
    await waitForPath(page, '/late');
  });

  test('tells relative times that keep ticking', async () => {
    const inspector = await startInspector();
    await inspector.deliver(PING_BODY);
    const page = await openPage(inspector.url);
    const ago = rows(page).first().locator('.ago');
    const before = await ago.innerText();
    expect(before).toMatch(/^(now|\d+ s ago)$/);
    await ago.filter({ hasText: /^\d+ s ago$/, hasNotText: before }).waitFor();
  });

  test('is cleared after a question', async () => {
    const inspector = await startInspector();
    await inspector.deliver(PING_BODY);
    const page = await openPage(inspector.url);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.getByText('The file in DATA_DIR stays as large as it is').waitFor();
    await page.getByRole('button', { name: 'Keep them' }).click();
    expect(await rows(page).count()).toBe(1);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.getByRole('button', { name: 'Delete all' }).click();
    await page.getByText('Waiting for the first delivery').waitFor();
    expect(await inspector.store.count()).toEqual({ accepted: 0, others: 0 });
  });
});

describeInBrowser('filters', () => {
  test('can be combined, are live, and live in the address', async () => {
    const inspector = await startInspector();
    await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/workflow' });
    await fill(inspector, 3);
    const page = await openPage(inspector.url);
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Event type').fill('ping');
    await page.getByLabel('Only duplicates').check();
    await page.waitForURL(/\?type=ping&duplicates=1$/);
    await page.getByText('Filtered, newest first').waitFor();
    expect(await rows(page).count()).toBe(2);

    await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/ignored' });
    await inspector.deliver(PING_BODY, { path: '/live' });
    await waitForPath(page, '/live');
    expect(await rows(page).count()).toBe(3);

    await page.reload();
    expect(await rows(page).count()).toBe(3);
    expect(await page.locator('input[name=type]').inputValue()).toBe('ping');
    await rows(page).last().click();
    await page.waitForURL(/\/deliveries\/.*\?type=ping&duplicates=1$/);
    await page.reload();
    expect(await rows(page).count()).toBe(3);
  });

  test('find text in bodies, and say where nothing passes', async () => {
    const inspector = await startInspector();
    await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/workflow' });
    await fill(inspector, 2);
    const page = await openPage(inspector.url);
    await page.getByLabel('Text in the body').pressSequentially('round PRICES');
    await waitForPath(page, '/workflow');
    expect(await page.getByLabel('Text in the body').inputValue()).toBe('round PRICES');
    expect(await rows(page).count()).toBe(1);
    await page.getByLabel('Text in the body').fill('no such text');
    await page.getByText('Nothing passes the filter').waitFor();
  });

  test('that want a whole word wait for it', async () => {
    const inspector = await startInspector();
    await fill(inspector, 1);
    const page = await openPage(inspector.url);
    const looks: string[] = [];
    page.on('request', (request) => looks.push(new URL(request.url()).search));
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Event type').pressSequentially('pin', { delay: 250 }); // a slow typist
    await page.keyboard.type('g');
    await page.keyboard.press('Tab');
    await page.waitForURL(/\?type=ping$/);
    for (const query of looks.filter((look) => look.includes('type='))) {
      expect(query).toContain('type=ping&');
    }
  });

  test('take a choice at once', async () => {
    const inspector = await startInspector();
    await fill(inspector, 1);
    const page = await openPage(inspector.url);
    await page.getByText('Filter', { exact: true }).click();
    await page.locator('select[name=verdict]').selectOption('invalid');
    await page.waitForURL(/\?verdict=invalid$/);
    await page.getByText('Nothing passes the filter').waitFor();
  });

  test('leave the way back to what was before them', async () => {
    const inspector = await startInspector();
    await fill(inspector, 2);
    const page = await openPage(`${inspector.url}/pipelines`);
    await page.goto(inspector.url);
    for (const text of ['p', 'pi', 'ping']) {
      await page.getByLabel('Text in the body').fill(text);
      await page.waitForURL(`${inspector.url}/?text=${text}`);
    }
    await page.goBack();
    await page.waitForURL(/pipelines$/);
  });

  test('are left by Escape, also from one of their fields', async () => {
    const inspector = await startInspector();
    const page = await openPage(inspector.url);
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Path').focus();
    await page.keyboard.press('Escape');
    await page.getByLabel('Path').waitFor({ state: 'hidden' });
    await page.locator('summary:focus', { hasText: 'Filter' }).waitFor();
  });

  test('that are too long are told so, and leave the page as it is', async () => {
    const inspector = await startInspector();
    await fill(inspector, 2);
    const page = await openPage(inspector.url);
    const search = page.getByLabel('Text in the body');
    await search.focus();
    await page.keyboard.insertText('x'.repeat(600));
    expect(await search.inputValue()).toHaveLength(500);
    await page.waitForURL(/text=x+$/);
    const { length } = page.url();
    await page.evaluate("document.querySelector('#search').removeAttribute('maxlength')");
    await search.fill('y'.repeat(600));
    await page
      .getByRole('status')
      .filter({ hasText: /^text: .*500/ })
      .waitFor();
    expect(page.url()).toHaveLength(length);
    expect(await page.locator('#main').count()).toBe(1);
  });
});

describeInBrowser('the keyboard', () => {
  test('moves, reads, replays, edits and searches', async () => {
    const inspector = await startInspector();
    await fill(inspector, 4);
    const page = await openPage(inspector.url);
    await waitForPath(page, '/3');
    await page.keyboard.press('j');
    await waitForPath(page, '/2');
    await page.keyboard.press('ArrowDown');
    await waitForPath(page, '/1');
    await page.keyboard.press('k');
    await waitForPath(page, '/2');
    await page.keyboard.press('ArrowUp');
    await waitForPath(page, '/3');
    await page.keyboard.press('Enter');
    await page.locator('#detail-title:focus').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.locator('#search:focus').waitFor();
    await page.keyboard.type('jkre?/');
    await page.waitForURL(/text=jkre/);
    expect(await page.locator('#search').inputValue()).toBe('jkre?/');
    expect(await inspector.store.count()).toEqual({ accepted: 4, others: 0 });

    await page.goto(inspector.url);
    await page.keyboard.press('e');
    await page.waitForURL(/\/edit$/);
    await page.goto(inspector.url);
    await page.keyboard.press('r');
    await page.getByText(/Sent from here, after the original/).waitFor();
    await page.keyboard.press('Control+r');
    expect((await inspector.store.count()).accepted).toBe(5);
  });

  test('replays once, however long the key is held', async () => {
    const inspector = await startInspector();
    await fill(inspector, 1);
    const page = await openPage(inspector.url);
    await waitForPath(page, '/0');
    for (let times = 0; times < 6; times += 1) await page.keyboard.down('r');
    await page.keyboard.up('r');
    await page.getByText(/Sent from here, after the original/).waitFor();
    expect((await inspector.store.count()).accepted).toBe(2);
  });

  test('moves by as many rows as keys are pressed', async () => {
    const inspector = await startInspector();
    await fill(inspector, 9);
    const page = await openPage(inspector.url);
    await waitForPath(page, '/8');
    for (let times = 0; times < 6; times += 1) await page.keyboard.press('j');
    await waitForPath(page, '/2');
  });

  test('scrolls the delivery by arrows where that has the focus', async () => {
    const inspector = await startInspector();
    await fill(inspector, 1);
    await inspector.deliver(WORKFLOW_COMPLETED_BODY);
    const page = await openPage(inspector.url);
    await rows(page).first().click();
    await page.locator('.source').click();
    const address = page.url();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction("document.querySelector('.detail').scrollTop > 0");
    expect(page.url()).toBe(address);
  });
});
