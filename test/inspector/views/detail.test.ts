import { sign } from '../../../src/circleci/signature';
import { bodyOf } from '../../../src/circleci/samples/samples';
import type { Header } from '../../../src/http/message';
import { sendRequest } from '../../../src/http/send-request';
import { describeInBrowser, openPage } from '../../support/browser';
import { succeed } from '../../support/child';
import { workflowEvent } from '../../support/events';
import { PING_BODY, SECRET, WORKFLOW_COMPLETED_BODY } from '../../support/fixtures';
import { detail, rows, scrollTop, waitForPath } from '../../support/inspector-page';
import { newestAnswered, startInspector } from '../../support/test-inspector';

const HOSTILE = `</script><script>document.title='owned'</script><img src=x onerror="document.title='owned'">"'\u202e`;

describeInBrowser('a delivery', () => {
  test('is summed up in CircleCI’s terms', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    const text = await detail(page).innerText();
    for (const part of [
      ...['build-and-test', '3 min 42 s', '#412', 'main', '4c1f0d9e8b7a', 'Ada Example', 'shop'],
      'Round prices to whole cents',
      'Signed with the current secret',
    ]) {
      expect(text).toContain(part);
    }
    const link = detail(page).getByRole('link', { name: 'build-and-test' });
    expect(await link.getAttribute('href')).toContain('https://app.circleci.com/pipelines/');
  });

  test('tells what it does not tell: a tag, a commit, an author', async () => {
    const inspector = await startInspector();
    const untold = workflowEvent({ pipeline: { vcs: { provider_name: 'GitHub', branch: null } } });
    const { id } = await inspector.deliver(bodyOf(untold));
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    const text = (await detail(page).innerText()).replace(/\s+/g, ' ');
    expect(text).toContain('Provider github Tag not told Commit not told Author not told');
    await page.goto(`${inspector.url}/pipelines`);
    await page.getByText('tag not told').waitFor();
    const { id: ping } = await inspector.deliver(PING_BODY);
    await page.goto(`${inspector.url}/deliveries/${ping}`);
    expect(await detail(page).innerText()).not.toContain('not told');
  });

  test('that was refused says why', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY, {
      headers: { 'circleci-signature': sign(PING_BODY, 'another') },
    });
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await page.getByText('signature-mismatch').waitFor();
    await page.getByText(/Most likely the secret here/).waitFor();
  });

  test('has its parts behind tabs with addresses', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY, { headers: { 'X-Odd': 'value' } });
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    const part = page.locator('.part');
    await part.getByText('"happened_at"').waitFor();
    for (const [tab, content] of [
      ['Request Headers', 'x-odd'],
      ['Request Raw', 'POST /hooks HTTP/1.1'],
      ['Response Body', '"message"'],
      ['Response Headers', 'Content-Type'],
      ['Response Raw', 'HTTP/1.1 200 OK'],
    ] as const) {
      await page.getByRole('link', { name: tab }).click();
      await part.getByText(content).first().waitFor();
    }
    expect(page.url()).toContain('part=answer-raw');
    await page.reload();
    await part.getByText('HTTP/1.1 200 OK').waitFor();
  });

  test.each<[string, string | Buffer, string, RegExp]>([
    [
      'JSON as it is written',
      '{"n":12345678901234567890,"n":2}',
      'application/json',
      /12345678901234567890[^]*"n": 2/,
    ],
    [
      'broken JSON with the place',
      '{"a":\n [1,}',
      'application/json',
      /value expected, at line 2, column 5/,
    ],
    [
      'a form as a table',
      'a=1&b=%3Cb%3E+%26',
      'application/x-www-form-urlencoded',
      /a\s+1\s+b\s+<b> &/,
    ],
    ['text', 'hello\nworld', 'text/plain', /hello\nworld/],
    [
      'binary in hex',
      Buffer.from([0, 1, 254, 255]),
      'application/octet-stream',
      /000000 {2}00 01 fe ff/,
    ],
    ['nothing', '', 'text/plain', /There is no body/],
  ])('shows %s', async (_, body, type, expected) => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(Buffer.from(body), {
      headers: { 'content-type': type },
    });
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    expect(await page.locator('.part').innerText()).toMatch(expected);
  });

  test('folds its JSON, and stays so when something comes in', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await page.locator('.json summary', { hasText: 'webhook' }).click();
    await inspector.deliver(PING_BODY, { path: '/new' });
    await rows(page).filter({ hasText: '/new' }).waitFor();
    expect(await page.locator('.json').innerText()).not.toContain('"tests"');
  });

  test('begins at its top, unfolded, and stays where it is scrolled to', async () => {
    const inspector = await startInspector();
    await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/other' });
    const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await page.locator('.json summary', { hasText: 'webhook' }).click();
    await page.evaluate("document.querySelector('.detail').scrollTo(0, 300)");
    await inspector.deliver(PING_BODY, { path: '/new' });
    await rows(page).filter({ hasText: '/new' }).waitFor();
    expect(await scrollTop(page)).toBe(300);
    await page.getByRole('link', { name: 'Response Body' }).click();
    await page.locator('.json', { hasText: 'message' }).waitFor();
    await page.getByRole('link', { name: 'Request Body' }).click();
    await page.locator('.json', { hasText: '"tests"' }).waitFor();

    await rows(page).filter({ hasText: '/other' }).click();
    await waitForPath(page, '/other');
    expect(await scrollTop(page)).toBe(0);
    expect(await page.locator('.json').innerText()).toContain('"tests"');
  });

  test.each([360, 1280])('has its copy button beside its text, at %i px', async (width) => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(Buffer.from(`{"long": "${'x'.repeat(300)}`));
    const viewport = { width, height: 700 };
    const page = await openPage(`${inspector.url}/deliveries/${id}`, { viewport });
    const button = await page.getByRole('button', { name: 'Copy body' }).boundingBox();
    const text = await page.getByText(/Not valid JSON/).boundingBox();
    expect((button?.y ?? NaN) + (button?.height ?? NaN)).toBeLessThanOrEqual(text?.y ?? NaN);
  });

  test('deeper than anyone nests still shows', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(Buffer.from('['.repeat(3_000) + ']'.repeat(3_000)));
    const deepest = await inspector.deliver(Buffer.from('['.repeat(100_000)));
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await page.locator('.json').waitFor();
    await page.goto(`${inspector.url}/deliveries/${deepest.id}`);
    await page
      .locator('.part')
      .getByText(/Not valid JSON/)
      .waitFor();
  });
});

describeInBrowser('hostile content', () => {
  test('is text, wherever it stands', async () => {
    const inspector = await startInspector();
    const body = JSON.stringify({
      type: HOSTILE,
      [HOSTILE]: HOSTILE,
      webhook: { name: HOSTILE },
      project: { name: HOSTILE, slug: HOSTILE },
      workflow: { name: HOSTILE, status: HOSTILE, url: 'javascript:document.title="owned"' },
      pipeline: { vcs: { branch: HOSTILE, revision: HOSTILE, commit: { subject: HOSTILE } } },
    });
    const path = `/?x='"><script>document.title='owned'</script>`.replaceAll(' ', '+');
    await sendRequest(inspector.receiver.url, {
      method: 'POST',
      url: path,
      headers: [
        ['Host', 'example.test'],
        ['Content-Length', String(Buffer.byteLength(body))],
        ['X-Hostile', `"><script>document.title='owned'</script>`],
        ['Circleci-Signature', sign(Buffer.from(body), SECRET)],
      ],
      body: Buffer.from(body),
    });
    const { id } = await newestAnswered(inspector.store, path);
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    for (const part of ['body', 'headers', 'raw', 'answer-raw']) {
      await page.goto(
        `${inspector.url}/deliveries/${id}?part=${part}&text=${encodeURIComponent('"><script>')}`,
      );
      expect(await page.title()).not.toBe('owned');
      expect(await page.locator('#main script, #main img, [onerror]').count()).toBe(0);
      expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    }
    await page.goto(`${inspector.url}/deliveries/${id}/edit`);
    const edited: unknown = JSON.parse(await page.locator('textarea').inputValue());
    expect(JSON.stringify(edited)).toBe(body);
    expect(await page.title()).not.toBe('owned');
    await page.goto(`${inspector.url}/deliveries/${id}`);
    expect(await detail(page).innerText()).toContain(
      'onerror="document.title=\'owned\'">"\'\\u202e',
    );
  });

  test('downloads as a file, never as a page', async () => {
    const inspector = await startInspector();
    const body = Buffer.from('<script>document.title="owned"</script>');
    const { id } = await inspector.deliver(body, { headers: { 'content-type': 'text/html' } });
    for (const file of ['request-body', 'delivery.json']) {
      const answer = await fetch(`${inspector.url}/deliveries/${id}/${file}`);
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename=/);
      expect(answer.headers.get('content-type')).toBe('application/octet-stream');
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (file === 'request-body') expect(bytes).toEqual(body);
      else expect(JSON.parse(bytes.toString())).toMatchObject({ id, body: body.toString() });
    }
  });
});

/** Maps headers by name in lower case: curl has its own for some. */
function byName(headers: readonly Header[] = []): Map<string, string> {
  return new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
}

describeInBrowser('copying', () => {
  test('as curl gives a command that sends the same', async () => {
    const inspector = await startInspector();
    const original = await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: `/it's?a=[1]` });
    const page = await openPage(`${inspector.url}/deliveries/${original.id}`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('Copied').waitFor();
    const command = String(await page.evaluate('navigator.clipboard.readText()'));
    await succeed('bash', ['-c', command]);

    const { deliveries } = await inspector.store.list({ limit: 2 });
    const copy = await inspector.store.get(deliveries[0]?.id ?? '');
    expect(deliveries).toHaveLength(2);
    expect(copy).toMatchObject({ method: 'POST', url: original.url, body: original.body });
    expect(byName(copy?.headers)).toEqual(byName(original.headers));
    expect(copy?.signature.verdict).toBe('valid');
  });

  test('gives each part as text', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}?part=raw`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy raw' }).click();
    await page.getByText('Copied').waitFor();
    const raw = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(raw).toMatch(/^POST \/hooks HTTP\/1\.1\r?\n/);
    expect(raw).toContain(PING_BODY.toString());
  });

  test('gives a body with the mark at its start', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(Buffer.from('\ufeff{"type":"ping"}'));
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy body' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('\ufeff{"type":"ping"}');
  });
});
