import type { Page } from 'playwright-core';
import { describeInBrowser, openPage } from '../support/browser';
import { PING_BODY, WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { freePort } from '../support/free-port';
import { fill, rows, scrollTop, shown, waitForPath } from '../support/inspector-page';
import { startStandIn } from '../support/stand-in';
import { newestAnswered, startInspector } from '../support/test-inspector';

async function expectFocus(page: Page, text: string | RegExp): Promise<void> {
  await page.locator(':focus', { hasText: text }).waitFor();
}

/** Answers the question that comes of something, and gives what it was. */
async function answerNextDialog(
  page: Page,
  accepts: boolean,
  act: () => Promise<unknown>,
): Promise<string> {
  page.removeAllListeners('dialog'); // a dialog would fail the test
  const asked = page.waitForEvent('dialog');
  const acted = act();
  const dialog = await asked;
  await (accepts ? dialog.accept() : dialog.dismiss());
  await acted;
  return dialog.message();
}

test('a text is checked for being JSON, unless it is very long', async () => {
  const { url } = await startInspector();
  const check = async (body: string): Promise<string> => {
    const response = await fetch(`${url}/check-json`, {
      method: 'POST',
      body: new URLSearchParams({ body }),
    });
    return response.text();
  };
  expect(await check('[1]')).toContain('Valid JSON');
  expect(await check(`[${'[],'.repeat(100_000)}1]`)).toContain('Too long to be checked');
});

test('a body that is too long to be checked is edited without', async () => {
  const inspector = await startInspector();
  const { id } = await inspector.deliver('x'.repeat(200_000));
  const editor = await fetch(`${inspector.url}/deliveries/${id}/edit`);
  expect(await editor.text()).not.toContain('/check-json');
});

describeInBrowser('a replay', () => {
  test('takes one click, shows the answer, and leads to the original', async () => {
    const inspector = await startInspector();
    const original = await inspector.deliver(PING_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${original.id}`);
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText(/Sent from here, after the original, and answered 200/).waitFor();
    await shown(page).filter({ hasText: 'replay' }).waitFor();
    const [newest] = (await inspector.store.list({ limit: 1 })).deliveries;
    const replayed = await inspector.store.get(newest?.id ?? '');
    expect(replayed).toMatchObject({ headers: original.headers, body: original.body });
    await page.getByRole('link', { name: 'the original' }).click();
    await page.waitForURL(new RegExp(original.id));
  });

  test.each([
    ['signed again', true, '200', 'valid'],
    ['with the signature as it is', false, '403', 'invalid'],
  ])('changed and %s', async (_, signs, answer, verdict) => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}/edit`);
    const body = page.getByRole('textbox', { name: 'Body' });
    const indented = JSON.stringify(JSON.parse(WORKFLOW_COMPLETED_BODY.toString()), null, 2);
    expect(await body.inputValue()).toBe(indented);
    await body.fill('{"type":"ping",\n}');
    await page.getByText(/Not JSON: .*at line 2, column 1/).waitFor();
    await body.fill('{"type":"ping",\n"id":"changed"}');
    await page.getByText('Valid JSON').waitFor();

    await page.getByRole('textbox', { name: 'Path' }).fill('/changed');
    await page.getByText('Headers (').click();
    await page.getByRole('button', { name: 'Add a header' }).click();
    await page.getByLabel('Header name').last().fill('X-Added');
    await page.getByLabel('Header value').last().fill('yes');
    const removed = page.locator('.header-row', { has: page.locator('[value="user-agent"]') });
    await removed.getByRole('button').click();
    const sign = page.getByRole('checkbox', { name: /Sign again/ });
    expect(await sign.isChecked()).toBe(true);
    if (!signs) await sign.uncheck();
    await page.getByRole('button', { name: 'Send' }).click();

    await page.getByText(new RegExp(`and answered ${answer}`)).waitFor();
    const kept = await newestAnswered(inspector.store, '/changed');
    expect(kept.signature.verdict).toBe(verdict);
    expect(kept.replayOf).toBe(id);
    expect(kept.body.toString()).toBe('{"type":"ping","id":"changed"}');
    const names = kept.headers.map(([name]) => name.toLowerCase());
    expect(names).toContain('x-added');
    expect(names).not.toContain('user-agent');
  });

  test('is sent once, also by a double click', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await page.getByRole('button', { name: 'Replay' }).dblclick();
    await page.getByText(/Sent from here/).waitFor();
    await page.getByRole('link', { name: 'Edit and replay' }).click();
    await page.getByRole('button', { name: 'Send' }).dblclick();
    await page.locator(`.note a[href*="/"]`, { hasText: 'the original' }).waitFor();
    expect((await inspector.store.count()).accepted).toBe(3);
  });

  test('moves the focus to the editor, and from there to what came of it', async () => {
    const inspector = await startInspector();
    await inspector.deliver(WORKFLOW_COMPLETED_BODY);
    const page = await openPage(inspector.url);
    await rows(page).first().click();
    await page.waitForURL(/deliveries/);
    await page.keyboard.press('e');
    await expectFocus(page, 'Edit and replay');
    await page.getByRole('textbox', { name: 'Path' }).fill('no slash');
    await page.getByRole('button', { name: 'Send' }).click();
    await expectFocus(page, /The path must begin with \//);
    await page.getByRole('textbox', { name: 'Path' }).fill('/slash');
    await page.getByRole('button', { name: 'Send' }).click();
    await expectFocus(page, 'workflow-completed');
    expect(await scrollTop(page)).toBe(0);
    await page.getByRole('button', { name: 'Replay' }).click();
    await shown(page).filter({ hasText: '/slash' }).waitFor();
    await expectFocus(page, 'workflow-completed');
  });

  test('that was edited is not left without a question', async () => {
    const inspector = await startInspector();
    await fill(inspector, 3);
    const page = await openPage(inspector.url);
    await waitForPath(page, '/2');
    await rows(page).first().click();
    await page.waitForURL(/deliveries/);
    await page.keyboard.press('e');
    await expectFocus(page, 'Edit and replay');
    const body = page.getByRole('textbox', { name: 'Body' });
    await body.fill('precious');
    await page.getByRole('heading', { name: 'Edit and replay' }).click();
    for (const key of ['j', 'k', 'ArrowDown']) await page.keyboard.press(key);
    for (const leave of [
      async () => rows(page).last().click(),
      async () => page.keyboard.type('/ping'),
      async () => page.evaluate('history.back()'),
      async () => page.evaluate('location.reload()'),
    ]) {
      const question = await answerNextDialog(page, false, leave);
      expect(question).toMatch(/^$|What you changed/);
      expect(await body.inputValue()).toBe('precious');
      expect(page.url()).toMatch(/\/edit$/);
    }
    await answerNextDialog(page, true, async () => rows(page).last().click());
    await waitForPath(page, '/0');
  });

  test.each<[string, Buffer]>([
    ['line ends as they were', Buffer.from('\r\na\r\nb\nc\r')],
    ['bytes that are no text', Buffer.from([0, 255, 13, 10])],
    ['a line break at the start', Buffer.from('\n\n{"a":1}\n')],
  ])('that is edited elsewhere keeps %s', async (_, body) => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(body);
    const page = await openPage(`${inspector.url}/deliveries/${id}/edit`);
    await page.getByRole('textbox', { name: 'Path' }).fill('/again');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/and answered 200/).waitFor();
    expect((await newestAnswered(inspector.store, '/again')).body).toEqual(body);
  });

  test.each(['\r\n', '\r'])('that is edited keeps line ends that are all %j', async (end) => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(Buffer.from(`a${end}b`));
    const page = await openPage(`${inspector.url}/deliveries/${id}/edit`);
    await page.getByRole('textbox', { name: 'Path' }).fill('/ends');
    await page.getByRole('textbox', { name: 'Body' }).fill('a\nb\nc');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/and answered 200/).waitFor();
    const sent = await newestAnswered(inspector.store, '/ends');
    expect(sent.body.toString()).toBe(`a${end}b${end}c`);
  });

  test('that cannot be sent says why, and loses nothing', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}/edit`);
    await page.getByRole('textbox', { name: 'Path' }).fill('no slash');
    await page.getByRole('textbox', { name: 'Body' }).fill('precious');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/The path must begin with \//).waitFor();
    expect(await page.getByRole('textbox', { name: 'Body' }).inputValue()).toBe('precious');
    expect(page.url()).toBe(`${inspector.url}/deliveries/${id}/edit`);
    expect(await inspector.store.count()).toEqual({ accepted: 1, others: 0 });
  });

  test('can go to another app on this machine, and to nowhere else', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const seen: string[] = [];
    const app = await startStandIn((req, res) => {
      seen.push(`${req.method ?? ''} ${req.url ?? ''}`);
      res.writeHead(418, { 'X-App': 'mine' }).end('from the other app');
    });
    const page = await openPage(`${inspector.url}/deliveries/${id}/edit`);
    const target = page.getByRole('textbox', { name: 'Send to' });
    for (const refused of [
      'http://example.com',
      'http://169.254.169.254',
      'file:///etc/passwd',
      'x',
    ]) {
      await target.fill(refused);
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText(/use an address of this machine/).waitFor();
    }
    await target.fill(`http://localhost:${app.port}`);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(`Sent from here to http://localhost:${app.port}, after`).waitFor();
    await page.getByText(/and answered 418/).waitFor();
    await page.getByRole('link', { name: 'Response Body' }).click();
    await page.getByText('from the other app').waitFor();
    await page.getByRole('link', { name: 'the original' }).click();
    await page.waitForURL(new RegExp(id));
    expect(seen).toEqual(['POST /hooks']);
  });

  test('that reaches nobody says so, and loses nothing', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}/edit`);
    await page.getByRole('textbox', { name: 'Body' }).fill('precious');
    const target = `http://localhost:${await freePort()}`;
    await page.getByRole('textbox', { name: 'Send to' }).fill(target);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('alert').filter({ hasText: 'nothing listens there' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Body' }).inputValue()).toBe('precious');
    expect(await page.getByRole('textbox', { name: 'Send to' }).inputValue()).toBe(target);
    expect(page.url()).toBe(`${inspector.url}/deliveries/${id}/edit`);
  });

  test('of what is not kept any more says so, under an address that stays', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await inspector.store.clear();
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('heading', { name: 'Not kept' }).waitFor();
    expect(page.url()).toBe(`${inspector.url}/deliveries/${id}`);
    await page.goto(`${inspector.url}/deliveries/${id}/replay?type=ping`);
    expect(page.url()).toBe(`${inspector.url}/deliveries/${id}?type=ping`);
  });

  test.each(['localhost', '127.0.0.1', 'LOCALHOST'])(
    'to the receiver as %s is none to another app',
    async (host) => {
      const inspector = await startInspector();
      const { id } = await inspector.deliver(PING_BODY);
      const page = await openPage(`${inspector.url}/deliveries/${id}/edit`);
      const target = page.getByRole('textbox', { name: 'Send to' });
      await target.fill(`http://${host}:${inspector.receiver.port}/`);
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText(/Sent from here, after the original/).waitFor();
    },
  );

  test('offers no signature where there is no secret', async () => {
    const inspector = await startInspector({ secret: null });
    const { id } = await inspector.deliver(PING_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}/edit`);
    expect(await page.getByRole('checkbox', { name: /Sign again/ }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/and answered 200/).waitFor();
  });
});
