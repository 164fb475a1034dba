import { describeInBrowser, openPage } from '../support/browser';
import { PING_BODY, WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { startInspector, type TestInspector } from '../support/test-inspector';

const SECRET = 'hunter123';
const PATH = `/hooks?circle-token=${SECRET}&x=1`;
const HEADERS = { 'circle-token': SECRET, 'x-session-id': SECRET, 'x-plain': 'plain' };

/** Reads all that a text gives away, also what stands in base64 in it. */
function decoded(text: string): string {
  const encoded = text.match(/[A-Za-z0-9+/]{60,}={0,2}/g) ?? [];
  return [text, ...encoded.map((base64) => Buffer.from(base64, 'base64').toString())].join('\n');
}

async function textOf({ url }: TestInspector, path: string, init?: RequestInit): Promise<string> {
  const response = await fetch(url + path, init);
  expect(response.status).toBeLessThan(300);
  return decoded(await response.text());
}

async function deliverSecrets(inspector: TestInspector): Promise<string> {
  const { id } = await inspector.deliver(PING_BODY, { path: PATH, headers: HEADERS });
  return id;
}

test.each([
  '/deliveries.har',
  '/deliveries/ID/curl',
  '/deliveries/ID/delivery.json',
  '/deliveries/ID/copy/headers',
  '/deliveries/ID/copy/raw',
  '/api/requests/http',
  '/api/requests/http/ID',
])('%s has no secrets, unless they are asked for', async (path) => {
  const inspector = await startInspector();
  const link = path.replace('ID', await deliverSecrets(inspector));
  const masked = await textOf(inspector, link);
  expect(masked).toContain('[masked]');
  expect(masked).toContain('plain');
  expect(masked).not.toContain(SECRET);
  const open = await textOf(inspector, `${link}?secrets=1`);
  expect(open).toContain(SECRET);
  expect(open).not.toContain('[masked]');
});

test('a fixture has none in any case', async () => {
  const inspector = await startInspector();
  const id = await deliverSecrets(inspector);
  const text = await textOf(inspector, `/deliveries/${id}/fixture.json?secrets=1`);
  expect(text).not.toContain(SECRET);
});

test('the next page of the API is as the first', async () => {
  const inspector = await startInspector();
  await deliverSecrets(inspector);
  await deliverSecrets(inspector);
  const first = await fetch(`${inspector.url}/api/requests/http?limit=1&secrets=1`);
  const { next } = (await first.json()) as { next: string };
  expect(next).toContain('secrets=1');
});

test('a replay through the API has them, and does not tell them', async () => {
  const inspector = await startInspector();
  const id = await deliverSecrets(inspector);
  const body = JSON.stringify({ id, request: {} });
  const init = { method: 'POST', body };
  expect(await textOf(inspector, '/api/requests/http', init)).not.toContain(SECRET);
  const [newest] = (await inspector.store.list({ limit: 1 })).deliveries;
  const kept = await inspector.store.get(newest?.id ?? '');
  expect(kept).toMatchObject({ url: PATH, replayOf: id });
  expect(kept?.headers).toContainEqual(['circle-token', SECRET]);
});

describeInBrowser('the page of a delivery with secrets', () => {
  test('says that they are kept, and copies and downloads them if the box is ticked', async () => {
    const inspector = await startInspector();
    const id = await deliverSecrets(inspector);
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByText(/address, circle-token, x-session-id .* kept as they came/).waitFor();

    const copy = async (): Promise<string> => {
      await page.evaluate("navigator.clipboard.writeText('')");
      await page.getByRole('button', { name: 'Copy as curl' }).click();
      await page.waitForFunction("navigator.clipboard.readText().then((text) => text !== '')");
      return String(await page.evaluate('navigator.clipboard.readText()'));
    };
    const download = async (): Promise<string> => {
      await page.getByText('Download', { exact: true }).click();
      const downloading = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Delivery as JSON' }).click();
      return (await downloading).url();
    };
    expect(await copy()).not.toContain(SECRET);
    expect(await download()).not.toContain('secrets');
    await page.getByLabel('Copy and download them too').check();
    expect(await copy()).toContain(SECRET);
    expect(await download()).toMatch(/\?secrets=1$/);
    await page.getByLabel('Copy and download them too').uncheck();
    expect(await copy()).not.toContain(SECRET);
    expect(await download()).not.toContain('secrets');
  });

  test('says nothing of it where there are none', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(WORKFLOW_COMPLETED_BODY);
    const page = await openPage(`${inspector.url}/deliveries/${id}`);
    expect(await page.getByText('kept as they came').count()).toBe(0);
  });
});

describeInBrowser('the list', () => {
  test('downloads a HAR without them, unless the box beside it is ticked', async () => {
    const inspector = await startInspector();
    await deliverSecrets(inspector);
    const page = await openPage(`${inspector.url}/?path=hooks`);
    const download = async (): Promise<string> => {
      const downloading = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download as HAR' }).click();
      return (await downloading).url();
    };
    expect(await download()).toMatch(/\.har\?path=hooks$/);
    await page.getByLabel('with secrets').check();
    await inspector.deliver(PING_BODY, { path: '/hooks/later' });
    await page.getByText('/hooks/later').first().waitFor();
    expect(await download()).toMatch(/\.har\?path=hooks&secrets=1$/);
  });
});
