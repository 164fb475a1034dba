import request from 'supertest';
import { sign } from '../../src/circleci/signature';
import { PING_BODY, SECRET, WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { delivery } from '../support/delivery';
import { openConnection } from '../support/raw-connection';
import { newestAnswered, startInspector, type TestInspector } from '../support/test-inspector';
import { until } from '../support/until';

const PATH = '/api/requests/http';

interface Listed {
  readonly requests: readonly { id: string; request: { uri: string } }[];
  readonly next?: string;
}

async function list({ url }: TestInspector, query = ''): Promise<Listed> {
  return (
    await request(url)
      .get(PATH + query)
      .expect(200)
  ).body as Listed;
}

async function bodyOf(answered: PromiseLike<{ readonly body: unknown }>): Promise<unknown> {
  return (await answered).body;
}

async function uris(inspector: TestInspector, query = ''): Promise<string[]> {
  return (await list(inspector, query)).requests.map(({ request: { uri } }) => uri);
}

describe('GET /api/requests/http', () => {
  test('lists deliveries in the shape of ngrok’s agent API, and more', async () => {
    const inspector = await startInspector();
    const { id, receivedAt } = await inspector.deliver(PING_BODY, { path: '/hooks?x=1' });
    const body = await bodyOf(request(inspector.url).get(PATH).expect(200));
    expect(body).toEqual({
      uri: PATH,
      requests: [
        {
          uri: `${PATH}/${id}`,
          id,
          tunnel_name: expect.any(String) as string,
          remote_addr: '127.0.0.1',
          start: receivedAt.toISOString(),
          duration: expect.any(Number) as number,
          request: {
            method: 'POST',
            proto: 'HTTP/1.1',
            headers: expect.objectContaining({
              'Circleci-Signature': [sign(PING_BODY, SECRET)],
              'Content-Length': [String(PING_BODY.length)],
            }) as object,
            uri: '/hooks?x=1',
            raw: expect.any(String) as string,
          },
          response: {
            status: '200 OK',
            status_code: 200,
            proto: 'HTTP/1.1',
            headers: expect.objectContaining({
              'Content-Type': ['application/json; charset=utf-8'],
            }) as object,
            raw: expect.any(String) as string,
          },
          verdict: 'valid',
          reason: null,
          hints: [],
          notes: [],
          handlings: [],
          event: { title: 'ping', type: 'ping' },
          body_problem: null,
          duplicate_of: null,
          replay_of: null,
          edited: false,
          sent_to: null,
          chosen_answer: null,
        },
      ],
      total: 1,
    });
    const [first] = (body as { requests: { duration: number; request: { raw: string } }[] })
      .requests;
    expect(first?.duration).toBeGreaterThan(1_000); // nanoseconds
    const raw = Buffer.from(first?.request.raw ?? '', 'base64').toString();
    expect(raw).toMatch(/^POST \/hooks\?x=1 HTTP\/1\.1\r\n/);
    expect(raw.endsWith(`\r\n\r\n${PING_BODY.toString()}`)).toBe(true);
  });

  test('tells what handlers logged', async () => {
    const inspector = await startInspector({
      handlers: {
        ping: (_event, _delivery, { log }) => {
          log.info('one');
          log.warn('two\u001b', 'details');
        },
      },
    });
    const { id } = await inspector.deliver(PING_BODY);
    await until(inspector.store, 'nothing waiting', async () => {
      return (await inspector.store.waiting()).length === 0;
    });
    const answer = await fetch(`${inspector.url + PATH}/${id}`);
    const time = expect.stringMatching(/^\d{4}-.*Z$/) as string;
    expect(await answer.json()).toMatchObject({
      handlings: [
        {
          attempts: [
            {
              log: [
                { time, level: 'info', text: 'one', details: null },
                { time, level: 'warn', text: 'two\u001b', details: 'details' },
              ],
              log_left_out: 0,
            },
          ],
        },
      ],
    });
  });

  test('is newest first, a page at a time, with the path of the next', async () => {
    const inspector = await startInspector();
    for (let index = 0; index < 5; index += 1) {
      await inspector.deliver(PING_BODY, { path: `/${index}` });
    }
    const first = await list(inspector, '?limit=2&type=ping');
    expect(first.requests.map(({ request: { uri } }) => uri)).toEqual(['/4', '/3']);
    const second = (await request(inspector.url).get(first.next ?? '')).body as Listed;
    expect(second.requests.map(({ request: { uri } }) => uri)).toEqual(['/2', '/1']);
    const last = (await request(inspector.url).get(second.next ?? '')).body as Listed;
    expect(last.requests.map(({ request: { uri } }) => uri)).toEqual(['/0']);
    expect(last).not.toHaveProperty('next');
  });

  test('comes piece by piece, so that many large bodies fill no memory', async () => {
    const inspector = await startInspector();
    for (let count = 0; count < 40; count += 1) {
      await inspector.store.save(delivery({ body: Buffer.alloc(1024 * 1024, 'x') }), {
        accepted: true,
      });
    }
    const answer = await fetch(inspector.url + PATH);
    await inspector.store.clear(); // what is not read yet is gone
    const { requests } = (await answer.json()) as Listed;
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.length).toBeLessThan(40);
  });

  test('takes the filters of the page', async () => {
    const inspector = await startInspector();
    await inspector.deliver(PING_BODY, { path: '/ping' });
    await inspector.deliver(PING_BODY, { path: '/again' });
    await inspector.deliver(WORKFLOW_COMPLETED_BODY, { path: '/workflow' });
    await inspector.deliver(PING_BODY, { path: '/bad', headers: { 'circleci-signature': 'v1=x' } });
    expect(await uris(inspector, '?type=workflow-completed&branch=main')).toEqual(['/workflow']);
    expect(await uris(inspector, '?duplicates=1')).toEqual(['/again']);
    expect(await uris(inspector, '?verdict=invalid&answer=4xx')).toEqual(['/bad']);
    expect(await uris(inspector, '?text=round+prices')).toEqual(['/workflow']);
    expect(await uris(inspector, '?path=&type=&limit=')).toHaveLength(4);
    expect(await uris(inspector, '?type=ping&type=workflow-completed')).toEqual(['/workflow']);
  });

  test('stops a search whose reader has gone, without a word', async () => {
    const inspector = await startInspector();
    for (let count = 0; count < 2_000; count += 1) {
      void inspector.store.save(delivery(), { accepted: true });
    }
    await inspector.deliver(PING_BODY);
    const reader = new AbortController();
    const { signal } = reader;
    const searched = fetch(`${inspector.url}${PATH}?text=nowhere`, { signal });
    await request(inspector.url).get('/api/endpoints').expect(200);
    reader.abort();
    await expect(searched).rejects.toThrow('aborted');
    expect(await uris(inspector, '?text=nowhere')).toEqual([]);
    expect(inspector.notices.entries).toEqual([]);
  });

  test('takes any number for a limit, and gives at most a thousand at once', async () => {
    const inspector = await startInspector();
    for (let count = 0; count <= 1_000; count += 1) {
      void inspector.store.save(delivery(), { accepted: true });
    }
    await inspector.deliver(PING_BODY);
    expect(await list(inspector, '?limit=0')).toEqual({ uri: PATH, requests: [], total: 1_002 });
    const many = await list(inspector, '?limit=5000');
    expect(many.requests).toHaveLength(1_000);
    expect((await list(inspector, many.next?.replace(PATH, ''))).requests).toHaveLength(2);
  });

  test('is of one tunnel alone', async () => {
    const inspector = await startInspector();
    await inspector.deliver(PING_BODY);
    const all = await list(inspector);
    const name = (all.requests[0] as unknown as { tunnel_name: string }).tunnel_name;
    expect(await list(inspector, `?tunnel_name=${name}`)).toEqual(all);
    expect(await list(inspector, '?tunnel_name=')).toEqual(all);
    expect(await list(inspector, '?tunnel_name=other')).toEqual({ uri: PATH, requests: [] });
  });

  test.each(['-1', '1.5', 'x', '1e999'])('refuses the limit %s', async (limit) => {
    const { url } = await startInspector();
    const body = await bodyOf(request(url).get(`${PATH}?limit=${limit}`).expect(400));
    expect(body).toMatchObject({
      status_code: 400,
      msg: expect.stringContaining('limit') as string,
    });
  });
});

describe('GET /api/requests/http/:id', () => {
  test('gives one delivery, or says that there is none', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const body = await bodyOf(request(inspector.url).get(`${PATH}/${id}`).expect(200));
    expect(body).toEqual((await list(inspector)).requests[0]);
    await request(inspector.url)
      .get(`${PATH}/nothing`)
      .expect(404, /No delivery is kept/);
  });
});

describe('DELETE /api/requests/http', () => {
  test('forgets everything', async () => {
    const inspector = await startInspector();
    await inspector.deliver(PING_BODY);
    await request(inspector.url).delete(PATH).expect(204);
    expect(await uris(inspector)).toEqual([]);
  });
});

describe('POST /api/requests/http', () => {
  test('replays the same bytes, and links them', async () => {
    const inspector = await startInspector();
    const original = await inspector.deliver(PING_BODY, {
      path: '/a//b?c=%00&d=[]',
      headers: { 'X-Odd': 'é"\'' },
    });
    const sent = { id: original.id, tunnel_name: null };
    await request(inspector.url).post(PATH).send(sent).expect(204);
    const [newest] = (await inspector.store.list({ limit: 1 })).deliveries;
    const replayed = await inspector.store.get(newest?.id ?? '');
    const { method, url, headers, body } = original;
    expect(replayed).toMatchObject({ method, url, headers, body, replayOf: original.id });
    expect(replayed).not.toHaveProperty('duplicateOf');
    expect(await uris(inspector, '?replays=1')).toEqual([url]);
  });

  test.each([
    ['has no Connection header', 'Host: x\r\nContent-Length: 2\r\n', 'hi'],
    ['has no length, and no body', 'Host: x\r\n', ''],
    [
      'has almost as many bytes of headers as Node takes',
      `Host: x\r\nX: ${'y'.repeat(16_300)}\r\n`,
      '',
    ],
    ['has very many headers', `Host: x\r\n${'A:1\r\n'.repeat(1_500)}`, ''],
  ])('adds nothing to a request that %s', async (_, head, body) => {
    const inspector = await startInspector({ secret: null });
    const bytes = `POST /raw HTTP/1.1\r\n${head}\r\n${body}`;
    const socket = await openConnection(inspector.receiver.port);
    socket.write(bytes, 'latin1');
    const original = await newestAnswered(inspector.store, '/raw');
    socket.destroy();
    expect(original.headers).toHaveLength(head.split('\r\n').length - 1);
    await request(inspector.url).post(PATH).send({ id: original.id }).expect(204);
    const replayed = await newestAnswered(inspector.store, '/raw');
    expect(replayed).toMatchObject({ replayOf: original.id, headers: original.headers });
    expect(replayed.body).toEqual(original.body);
  });

  test('sends a changed request, signed anew where the original was', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const change = { method: 'PUT', path: '/other', body: '{"type":"ping","id":"new"}' };
    const answer = await request(inspector.url)
      .post(PATH)
      .send({ id, request: change })
      .expect(201);
    const created = answer.body as { uri: string; request: { headers: Record<string, string[]> } };
    expect(answer.headers['location']).toBe(created.uri);
    expect(created).toMatchObject({
      verdict: 'valid',
      replay_of: id,
      request: { method: 'PUT', uri: '/other' },
      response: { status_code: 200 },
    });
    expect(created.request.headers['Content-Length']).toEqual([String(change.body.length)]);
    expect(created.request.headers['Circleci-Signature']).toEqual([
      sign(Buffer.from(change.body), SECRET),
    ]);
  });

  test('leaves the signature as it is where that is wanted', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const body = await bodyOf(
      request(inspector.url)
        .post(PATH)
        .send({ id, request: { body: '{}', sign: false } })
        .expect(201),
    );
    expect(body).toMatchObject({ verdict: 'invalid', response: { status_code: 403 } });
  });

  test('takes bytes in base64, and headers as pairs or as a map', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const bytes = Buffer.from([0, 255, 10, 13]);
    for (const headers of [
      [
        ['X-A', '1'],
        ['Host', 'h'],
      ],
      { 'X-A': ['1'], Host: 'h' },
    ]) {
      const body = await bodyOf(
        request(inspector.url)
          .post(PATH)
          .send({ id, request: { body_base64: bytes.toString('base64'), headers, sign: true } })
          .expect(201),
      );
      const kept = await inspector.store.get((body as { id: string }).id);
      expect(kept?.body).toEqual(bytes);
      expect(kept?.headers).toEqual([
        ['X-A', '1'],
        ['Host', 'h'],
        ['Content-Length', '4'],
        ['Circleci-Signature', sign(bytes, SECRET)],
      ]);
    }
  });

  test.each<[string, object | string, number, RegExp]>([
    ['no JSON', '{"id"', 400, /cannot be read: .*JSON/],
    ['no id', {}, 400, /id/],
    ['an unknown id', { id: 'nothing' }, 404, /No delivery is kept/],
    ['an unknown key', { id: 'ID', request: { bodi: '' } }, 400, /bodi/],
    ['another tunnel', { id: 'ID', tunnel_name: 'other' }, 400, /tunnel_name/],
    ['two bodies', { id: 'ID', request: { body: '', body_base64: '' } }, 400, /exclude each other/],
    ['a body that is not base64', { id: 'ID', request: { body_base64: '~' } }, 400, /base64/],
    ['a method that is none', { id: 'ID', request: { method: 'GE T' } }, 400, /not a method/],
    ['a path with spaces', { id: 'ID', request: { path: '/a b' } }, 400, /path must begin/],
    ['a path with a line break', { id: 'ID', request: { path: '/a\r\nx: y' } }, 400, /path must/],
    [
      'a header with a line break',
      { id: 'ID', request: { headers: [['X', 'a\r\nY: b']] } },
      400,
      /header "X" cannot be sent/,
    ],
  ])('refuses %s, and sends nothing', async (_, body, status, message) => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    const text = (typeof body === 'string' ? body : JSON.stringify(body)).replace(
      '"ID"',
      `"${id}"`,
    );
    const answer = await request(inspector.url)
      .post(PATH)
      .set('Content-Type', 'application/json')
      .send(text)
      .expect(status);
    expect((answer.body as { msg: string }).msg).toMatch(message);
    expect(await uris(inspector)).toHaveLength(1);
  });

  test('says so where there is no secret to sign with', async () => {
    const inspector = await startInspector({ secret: null });
    const { id } = await inspector.deliver(PING_BODY);
    await request(inspector.url)
      .post(PATH)
      .send({ id, request: { sign: true } })
      .expect(400, /No secret is configured/);
    await request(inspector.url)
      .post(PATH)
      .send({ id, request: { body: 'x' } })
      .expect(201);
  });

  test('does not send what was not kept whole', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(Buffer.alloc(70_000, 'x'), {
      headers: { 'circleci-signature': 'v1=x' },
    });
    await request(inspector.url)
      .post(PATH)
      .send({ id })
      .expect(409, /not kept whole/);
    await request(inspector.url)
      .post(PATH)
      .send({ id, request: { body: 'y' } })
      .expect(201);
  });

  test('says so where nothing was kept of it', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    // Node answers 431 to so long a header before anyone sees the request.
    await request(inspector.url)
      .post(PATH)
      .send({ id, request: { headers: [['X-A', 'y'.repeat(20_000)]] } })
      .expect(502, /answered 431, and kept nothing/);
    expect(await uris(inspector)).toHaveLength(1);
  });

  test('says so where the receiver does not answer', async () => {
    const inspector = await startInspector();
    const { id } = await inspector.deliver(PING_BODY);
    await inspector.receiver.server.close(0);
    await request(inspector.url)
      .post(PATH)
      .send({ id })
      .expect(502, /nothing listens there/);
  });
});

describe('a delivery is deleted', () => {
  test('by its id, and what waits to be done with it is not done', async () => {
    const inspector = await startInspector();
    const kept = await inspector.deliver(PING_BODY, { path: '/kept' });
    const { id } = await inspector.deliver(PING_BODY, { path: '/deleted' });
    await request(inspector.url).delete(`${PATH}/${id}`).expect(204);
    expect((await list(inspector)).requests.map((one) => one.id)).toEqual([kept.id]);
    const deleted = request(inspector.url).delete(`${PATH}/${id}`).expect(404);
    expect(await bodyOf(deleted)).toEqual({
      status_code: 404,
      msg: `No delivery is kept under the id "${id}".`,
    });
  });

  test.each(['x', '%00', '..%2F..', '%zz'])('not by %s', async (id) => {
    const inspector = await startInspector();
    await inspector.deliver(PING_BODY);
    const { status } = await request(inspector.url).delete(`${PATH}/${id}`);
    expect(status).toBe(id === '%zz' ? 400 : 404);
    expect((await inspector.store.count()).accepted).toBe(1);
  });
});
