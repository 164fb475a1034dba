import { createCircleCiApi, type CircleCiApi } from '../../src/circleci-api/api';
import { CircleCiApiError } from '../../src/circleci-api/api-error';
import { afterTest } from '../support/clean-up';
import { PROJECT_ID, SLUG, startCircleCi, TOKEN, type Mishap } from '../support/circleci-stand-in';
import { startStandIn } from '../support/stand-in';

interface Client extends CircleCiApi {
  /** How long it waited, in milliseconds. */
  readonly waits: number[];
}

function connect(url: string, { token = TOKEN, timeoutMs = 5_000 } = {}): Client {
  const waits: number[] = [];
  const wait = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  return { waits, ...createCircleCiApi({ host: new URL(url), token, wait, timeoutMs }) };
}

async function failure(promise: Promise<unknown>): Promise<CircleCiApiError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CircleCiApiError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

const SETTINGS = {
  name: 'ours',
  url: 'https://ours.ngrok.app',
  events: ['job-completed'],
  secret: 'the-secret',
} as const;

describe('what it can do', () => {
  test('find a project, create a webhook with TLS verification, update and delete it', async () => {
    const circleCi = await startCircleCi();
    const api = connect(circleCi.url);
    expect(await api.projectId(SLUG)).toBe(PROJECT_ID);

    const created = await api.createWebhook(PROJECT_ID, SETTINGS);
    expect(created).toEqual({
      id: 'made-0',
      name: 'ours',
      url: 'https://ours.ngrok.app',
      events: ['job-completed'],
      verifyTls: true,
    });
    expect(circleCi.webhooks[0]?.['signing-secret']).toBe('the-secret');

    await api.updateWebhook(created.id, { ...SETTINGS, url: 'https://other.ngrok.app' });
    expect(await api.listWebhooks(PROJECT_ID)).toEqual([
      { ...created, url: 'https://other.ngrok.app' },
    ]);
    await api.deleteWebhook(created.id);
    await api.deleteWebhook(created.id); // gone already
    expect(circleCi.webhooks).toEqual([]);
  });

  test('list all pages', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const circleCi = await startCircleCi({
      webhooks: names.map((name) => ({ name })),
      pageSize: 2,
    });
    const listed = await connect(circleCi.url).listWebhooks(PROJECT_ID);
    expect(listed.map(({ name }) => name)).toEqual(names);
    expect(circleCi.requests).toHaveLength(3);
  });

  test('list webhooks that lack what is theirs, beside the others', async () => {
    const { url } = await startStandIn((_req, res) => {
      const odd = { id: 'odd', name: null, url: null, events: null, 'verify-tls': null };
      const items = [odd, { id: 'bare' }, { ...SETTINGS, id: 'good', 'verify-tls': true }];
      res.end(JSON.stringify({ items, next_page_token: null }));
    });
    const nothing = { name: '', url: '', events: [], verifyTls: undefined };
    expect(await connect(url).listWebhooks(PROJECT_ID)).toEqual([
      { id: 'odd', ...nothing },
      { id: 'bare', ...nothing },
      expect.objectContaining({ id: 'good', name: 'ours', events: ['job-completed'] }),
    ]);
  });

  test('come to an end where the pages do not', async () => {
    const { url } = await startStandIn((_req, res) => {
      res.end(JSON.stringify({ items: [], next_page_token: 'again' }));
    });
    expect(await connect(url).listWebhooks(PROJECT_ID)).toEqual([]);
  });

  test('reach a server below a path', async () => {
    const paths: (string | undefined)[] = [];
    const { url } = await startStandIn((req, res) => {
      paths.push(req.url);
      res.end(JSON.stringify({ id: 'x', slug: SLUG }));
    });
    await connect(`${url}/ci/`).projectId('circleci/a/b');
    expect(paths).toEqual(['/ci/api/v2/project/circleci/a/b']);
  });
});

describe('what fails is said in a sentence, without the token', () => {
  test.each<[string, Mishap, RegExp]>([
    [
      '401',
      { status: 401 },
      /does not accept CIRCLECI_TOKEN \(401\): make a new personal API token/,
    ],
    [
      '401 of a token that has expired',
      { status: 401, body: '{"message":"Token is expired"}' },
      /^CIRCLECI_TOKEN has expired \(401\), saying "Token is expired": make a new/,
    ],
    [
      '403',
      { status: 403, body: '{"message":"Permission denied"}' },
      /\(403\), saying "Permission denied": only organization admins/,
    ],
    [
      '404',
      { status: 404 },
      /has no project github\/example\/shop that the owner of CIRCLECI_TOKEN can see/,
    ],
    [
      '400',
      { status: 400, body: '{"message":"  bad\\n slug "}' },
      /refused this \(400\), saying "bad slug"\./,
    ],
    ['an echo', { status: 400, body: `{"message":"not ${TOKEN}"}` }, /saying "not \[token\]"/],
    ['malformed JSON', { status: 200, body: '{"id":' }, /answers, but not as CircleCI's API does/],
    [
      'another shape',
      { status: 200, body: '{"items":1}' },
      /answers, but not as CircleCI's API does/,
    ],
    ['nothing', { status: 200 }, /answers, but not as CircleCI's API does/],
    ['a page', { status: 404, body: '<html>' }, /has no project/],
    [
      'a redirect',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      /not as CircleCI's API does/,
    ],
  ])('%s', async (_name, mishap, sentence) => {
    const circleCi = await startCircleCi();
    circleCi.mishaps.push(mishap);
    const error = await failure(connect(circleCi.url).projectId(SLUG));
    expect(error.message).toMatch(sentence);
    expect(error.message).not.toContain(TOKEN);
    expect(circleCi.requests).toHaveLength(1);
  });

  test('an answer that repeats the secret', async () => {
    const circleCi = await startCircleCi();
    circleCi.mishaps.push({ status: 400, body: '{"message":"weak: the-secret"}' });
    const error = await failure(connect(circleCi.url).createWebhook(PROJECT_ID, SETTINGS));
    expect(error.message).toContain('weak: [secret]');

    const secret = 'a "quoted"  one';
    circleCi.mishaps.push({ status: 400, body: JSON.stringify({ message: `weak: ${secret}` }) });
    const other = await failure(
      connect(circleCi.url).createWebhook(PROJECT_ID, { ...SETTINGS, secret }),
    );
    expect(other.message).toContain('weak: [secret]');
  });

  test.each<[string, (secret: string) => string]>([
    ['in JSON', (secret) => JSON.stringify({ 'signing-secret': secret })],
    ['in JSON in JSON', (secret) => JSON.stringify(JSON.stringify({ 'signing-secret': secret }))],
    ['in a URL', (secret) => encodeURIComponent(secret)],
  ])('an answer that repeats a secret with quotes in it %s', async (_name, repeat) => {
    const circleCi = await startCircleCi();
    const secret = 'ab"cdef\\gh ij';
    const message = `weak: ${repeat(secret)}`;
    circleCi.mishaps.push({ status: 400, body: JSON.stringify({ message }) });
    const error = await failure(
      connect(circleCi.url).createWebhook(PROJECT_ID, { ...SETTINGS, secret }),
    );
    expect(error.message).toBe('CircleCI refused this (400).');
  });

  test('no server', async () => {
    const circleCi = await startCircleCi();
    await circleCi.stop();
    const error = await failure(connect(circleCi.url).projectId(SLUG));
    expect(error.message).toMatch(/cannot be reached: nothing listens there\./);
  });

  test('no admin', async () => {
    const circleCi = await startCircleCi();
    circleCi.mishaps.push({ status: 404 });
    const error = await failure(connect(circleCi.url).listWebhooks(PROJECT_ID));
    expect(error.message).toMatch(/only organization admins manage webhooks/);
  });

  test('no answer in time', async () => {
    const circleCi = await startCircleCi();
    circleCi.mishaps.push('hang', 'hang', 'hang');
    const error = await failure(connect(circleCi.url, { timeoutMs: 50 }).projectId(SLUG));
    expect(error.message).toMatch(/there was no answer within 0\.05 s/);
    expect(circleCi.requests).toHaveLength(3);
  });
});

describe('another attempt', () => {
  test.each<[string, Mishap]>([
    ['5xx', { status: 503 }],
    ['a lost connection', 'drop'],
  ])('follows %s, after longer and longer, three times at most', async (_name, mishap) => {
    const circleCi = await startCircleCi();
    circleCi.mishaps.push(mishap, mishap);
    const api = connect(circleCi.url);
    expect(await api.projectId(SLUG)).toBe(PROJECT_ID);
    expect(api.waits).toEqual([500, 1_000]);

    circleCi.mishaps.push(mishap, mishap, mishap);
    await failure(api.projectId(SLUG));
    expect(circleCi.mishaps).toEqual([]);
  });

  test.each<Mishap>([{ status: 500 }, 'drop', 'drop-answer'])(
    'does not follow where a webhook may have been created (%j)',
    async (mishap) => {
      const circleCi = await startCircleCi();
      circleCi.mishaps.push(mishap);
      await failure(connect(circleCi.url).createWebhook(PROJECT_ID, SETTINGS));
      expect(circleCi.requests).toEqual(['POST /webhook']);
    },
  );

  test('follows 429 after as long as it says, whatever was asked', async () => {
    const circleCi = await startCircleCi();
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 10, 2, 9, 15, 27));
    afterTest(() => {
      now.mockRestore();
    });
    const date = 'Mon, 02 Nov 2026 09:15:36 GMT';
    circleCi.mishaps.push({ status: 429, headers: { 'retry-after': '7' } });
    circleCi.mishaps.push({ status: 429, headers: { 'retry-after': date } });
    const api = connect(circleCi.url);
    await api.createWebhook(PROJECT_ID, SETTINGS);
    expect(api.waits).toEqual([7_000, 9_000]);
    expect(circleCi.webhooks).toHaveLength(1);
  });

  test('is left to the user where 429 asks for a long time', async () => {
    const circleCi = await startCircleCi();
    circleCi.mishaps.push({ status: 429, headers: { 'retry-after': '600' } });
    const api = connect(circleCi.url);
    const error = await failure(api.projectId(SLUG));
    expect(error.message).toMatch(/too many requests from you \(429\): try again in 600 s/);
    expect(api.waits).toEqual([]);

    circleCi.mishaps.push({ status: 429, headers: { 'retry-after': '99999999' } });
    expect((await failure(api.projectId(SLUG))).message).toContain('try again in 86400 s');
    expect(api.waits).toEqual([]);
  });

  test.each(['0', '-5', '1.5', 'soon', 'Sun, 06 Nov 1994 08:49:37 GMT'])(
    'follows 429 after a second where it says %j',
    async (retryAfter) => {
      const circleCi = await startCircleCi();
      circleCi.mishaps.push({ status: 429, headers: { 'retry-after': retryAfter } });
      const api = connect(circleCi.url);
      await api.projectId(SLUG);
      expect(api.waits).toEqual([1_000]);
    },
  );
});
