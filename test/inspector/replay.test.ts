import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { loopbackOrigin } from '../../src/inspector/replay';
import type { KeptDelivery } from '../../src/store/delivery-store';
import { succeed } from '../support/child';
import { PING_BODY } from '../support/fixtures';
import { exchange } from '../support/raw-connection';
import { startStandIn } from '../support/stand-in';
import { newestAnswered, startInspector, type TestInspector } from '../support/test-inspector';

async function text(url: string, init?: RequestInit): Promise<{ status: number; text: string }> {
  const answer = await fetch(url, init);
  return { status: answer.status, text: await answer.text() };
}

/** Sends the form of an editor, as it stands but for what is changed. */
async function sendEdited(
  { url }: TestInspector,
  { id, method, url: target, headers, body }: KeptDelivery,
  changes: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const form = new URLSearchParams({ edited: '1', method, url: target, bodyAs: 'text' });
  for (const [name, value] of headers) {
    form.append('headerName', name);
    form.append('headerValue', Buffer.from(value, 'latin1').toString());
  }
  form.set('body', body.toString());
  for (const [name, value] of Object.entries(changes)) form.set(name, value);
  return text(`${url}/deliveries/${id}/replay`, { method: 'POST', body: form });
}

async function newest({ store }: TestInspector): Promise<KeptDelivery | undefined> {
  const [summary] = (await store.list({ limit: 1 })).deliveries;
  return summary && store.get(summary.id);
}

describe('a body that was not kept whole', () => {
  async function deliverShortened(inspector: TestInspector): Promise<KeptDelivery> {
    const headers = { 'circleci-signature': 'v1=x' };
    return inspector.deliver(Buffer.alloc(70_000, 'x'), { headers });
  }

  test('is not given as curl', async () => {
    const inspector = await startInspector();
    const { id } = await deliverShortened(inspector);
    const curl = await text(`${inspector.url}/deliveries/${id}/curl`);
    expect(curl).toMatchObject({
      status: 409,
      text: expect.stringMatching(/not kept whole/) as string,
    });
    const page = await text(`${inspector.url}/deliveries/${id}`);
    expect(page.text).toMatch(/<button[^>]* disabled[^>]*>Copy as curl</);
  });

  test('is not sent from the editor as it is', async () => {
    const inspector = await startInspector();
    const delivery = await deliverShortened(inspector);
    const refused = await sendEdited(inspector, delivery);
    expect(refused.text).toContain('not kept whole');
    expect((await inspector.store.count()).others).toBe(1);
    await sendEdited(inspector, delivery, { body: 'y', url: '/other' });
    expect((await newestAnswered(inspector.store, '/other')).body.toString()).toBe('y');
  });
});

describe('a delivery in HTTP/1.0, without a Host', () => {
  async function deliverOld(inspector: TestInspector): Promise<KeptDelivery> {
    await exchange(inspector.receiver.port, 'POST /old HTTP/1.0\r\nX-A: 1\r\n\r\n');
    return newestAnswered(inspector.store, '/old');
  }

  test('is replayed, and kept with the headers that it had', async () => {
    const inspector = await startInspector({ secret: null });
    const original = await deliverOld(inspector);
    const body = JSON.stringify({ id: original.id });
    const init = { method: 'POST', body };
    expect((await text(`${inspector.url}/api/requests/http`, init)).status).toBe(204);
    const replayed = await newestAnswered(inspector.store, '/old');
    expect(replayed).toMatchObject({ replayOf: original.id, headers: [['X-A', '1']] });
  });

  test('is sent by curl', async () => {
    const inspector = await startInspector({ secret: null });
    const { id, headers } = await deliverOld(inspector);
    const command = await text(`${inspector.url}/deliveries/${id}/curl`);
    await succeed('sh', ['-c', command.text]);
    const copy = await newestAnswered(inspector.store, '/old');
    expect(copy.id).not.toBe(id);
    expect(copy.headers).toEqual(headers);
  });
});

describe('a replay that was edited', () => {
  test('says so, and one that was not does not', async () => {
    const inspector = await startInspector();
    const original = await inspector.deliver(PING_BODY);
    await sendEdited(inspector, original, { sign: '1' });
    expect(await newest(inspector)).toMatchObject({ replayOf: original.id });
    expect(await newest(inspector)).not.toHaveProperty('edited');
    await sendEdited(inspector, original, { sign: '1', url: '/edited' });
    const edited = await newest(inspector);
    expect(edited).toMatchObject({ replayOf: original.id, edited: true });
    const page = await text(`${inspector.url}/deliveries/${edited?.id ?? ''}`);
    expect(page.text).toMatch(/Edited, and sent from here, after/);
    expect(page.text).toContain('<span class="badge info">edited</span>');
    expect(inspector.receiver.output.entries.at(-1)).toContain('"edited":true');
    const api = await text(`${inspector.url}/api/requests/http`);
    expect(JSON.parse(api.text)).toMatchObject({
      requests: [{ edited: true }, { edited: false }, { edited: false }],
    });
  });
});

describe('a delivery sent to another app', () => {
  async function startApp(): Promise<{ url: string; seen: IncomingMessage[] }> {
    const seen: IncomingMessage[] = [];
    const { url } = await startStandIn((req, res) => {
      seen.push(req);
      void once(req.resume(), 'end').then(() => {
        res.writeHead(418, { 'X-App': 'mine' }).end('from the other app');
      });
    });
    return { url, seen };
  }

  test('has the host of that one, and is kept with its answer', async () => {
    const inspector = await startInspector();
    const original = await inspector.deliver(PING_BODY);
    const app = await startApp();
    const page = await sendEdited(inspector, original, { target: app.url });
    expect(app.seen.map(({ headers }) => headers.host)).toEqual([new URL(app.url).host]);
    const kept = await newest(inspector);
    expect(kept).toMatchObject({
      url: '/hooks',
      body: PING_BODY,
      replayOf: original.id,
      sentTo: app.url,
      signature: { verdict: 'unchecked' },
      event: { type: 'ping' },
      handlings: [],
      answer: { status: 418, body: Buffer.from('from the other app') },
    });
    expect(kept?.answer?.head).toMatch(/^HTTP\/1\.1 418 I'm a Teapot\r\nX-App: mine\r\n/);
    expect(kept?.headers).toContainEqual(['host', new URL(app.url).host]);
    expect(page.text).toContain(`Sent from here to ${app.url}`);
    expect(page.text).not.toContain('Run again');
    const curl = await text(`${inspector.url}/deliveries/${kept?.id ?? ''}/curl`);
    expect(curl.text).toContain(`'${app.url}/hooks'`);
    const api = await text(`${inspector.url}/api/requests/http/${kept?.id ?? ''}`);
    expect(JSON.parse(api.text)).toMatchObject({ sent_to: app.url, edited: false });
  });

  test('has its address remembered for the next', async () => {
    const inspector = await startInspector();
    const original = await inspector.deliver(PING_BODY);
    const app = await startApp();
    await sendEdited(inspector, original, { target: app.url });
    const editor = async (): Promise<string> =>
      (await text(`${inspector.url}/deliveries/${original.id}/edit`)).text;
    expect(await editor()).toContain(`value="${app.url}"`);
    await sendEdited(inspector, original, { target: '' });
    expect(await editor()).not.toContain(`value="${app.url}"`);
  });
});

describe('a header in UTF-8', () => {
  const NAME = 'Zoë — 東京';

  async function deliverNamed(inspector: TestInspector): Promise<KeptDelivery> {
    const head = `POST /named HTTP/1.1\r\nHost: a\r\nX-Name: ${NAME}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
    await exchange(inspector.receiver.port, Buffer.from(head));
    return newestAnswered(inspector.store, '/named');
  }

  test.each([
    '/deliveries/ID?part=headers',
    '/deliveries/ID/edit',
    '/deliveries/ID/copy/headers',
    '/deliveries/ID/delivery.json',
    '/deliveries.har',
    '/api/requests/http/ID',
  ])('is shown as such by %s', async (path) => {
    const inspector = await startInspector({ secret: null });
    const { id } = await deliverNamed(inspector);
    expect((await text(inspector.url + path.replace('ID', id))).text).toContain(NAME);
  });

  test('is shown as such in the log', async () => {
    const inspector = await startInspector({ secret: null });
    await deliverNamed(inspector);
    expect(await inspector.receiver.logged()).toMatchObject({
      headers: expect.arrayContaining([['X-Name', NAME]]) as unknown,
    });
  });

  test('comes out of the editor and the API as the bytes it was, and a new one in UTF-8', async () => {
    const inspector = await startInspector({ secret: null });
    const original = await deliverNamed(inspector);
    const bytes = (name: string): string => Buffer.from(name).toString('latin1');
    await sendEdited(inspector, original);
    expect((await newest(inspector))?.headers).toEqual(original.headers);
    for (const [name, sent] of [
      [NAME, bytes(NAME)],
      ['é 京', bytes('é 京')],
    ] as const) {
      const request = {
        headers: [
          ['Host', 'a'],
          ['X-Name', name],
        ],
      };
      const body = JSON.stringify({ id: original.id, request });
      await text(`${inspector.url}/api/requests/http`, { method: 'POST', body });
      expect((await newest(inspector))?.headers[1]).toEqual(['X-Name', sent]);
    }
  });

  test('in Latin-1 stays as it is', async () => {
    const inspector = await startInspector({ secret: null });
    const original = await inspector.deliver(PING_BODY, { headers: { 'X-Name': 'é' } });
    const { text: editor } = await text(`${inspector.url}/deliveries/${original.id}/edit`);
    expect(editor).toContain('value="é"');
    const headers = [['X-Name', 'é']];
    const body = JSON.stringify({ id: original.id, request: { headers } });
    await text(`${inspector.url}/api/requests/http`, { method: 'POST', body });
    expect((await newest(inspector))?.headers).toContainEqual(['X-Name', '\xe9']);
  });
});

test.each([
  'http://127.evil.example',
  'http://127.0.0.1.evil.example:8080',
  'http://localhost.evil',
])('%s is no address of this machine', (text) => {
  expect(loopbackOrigin(text)).toBeUndefined();
});

test.each([
  'http://127.0.0.1:8080',
  'http://127.1.2.3',
  'http://localhost:8080',
  'http://[::1]:8080',
])('%s is one', (text) => {
  expect(loopbackOrigin(text)).toBe(text);
});
