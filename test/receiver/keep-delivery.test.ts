import request from 'supertest';
import { sign } from '../../src/circleci/signature';
import { createReplays } from '../../src/delivery/replays';
import type { DeliveryStore, DeliverySummary } from '../../src/store/delivery-store';
import { killGroup, runReceiver } from '../support/child';
import { PING_BODY, SECRET, WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { gate } from '../support/gate';
import { postEvent, type EventAnswer } from '../support/post-event';
import { exchange, openConnection } from '../support/raw-connection';
import { temporaryFolder } from '../support/temporary-folder';
import { startReceiver, type TestReceiver } from '../support/test-receiver';
import { openStore } from '../support/test-store';
import { until } from '../support/until';

const secrets = { current: SECRET };

async function postPing(
  { url }: TestReceiver,
  headers: Record<string, string> = {},
): Promise<EventAnswer> {
  return postEvent(`${url}/hooks?x=1`, PING_BODY, { headers });
}

/** Waits until so many deliveries are kept with their answers, and gives them, newest first. */
async function answered(store: DeliveryStore, count: number): Promise<readonly DeliverySummary[]> {
  return until(store, `${count} deliveries with their answers`, async () => {
    const { deliveries } = await store.list({ limit: 1_000 });
    return deliveries.filter(({ answer }) => answer !== undefined).length >= count && deliveries;
  });
}

describe('an accepted delivery', () => {
  test('is kept as it came, with verdict, event and answer', async () => {
    const store = await openStore();
    const { port } = await startReceiver({ secrets, store });
    const head = [
      'POST /a/../b?c=%00 HTTP/1.1',
      'Host: example.test',
      'X-Twice: 1',
      'x-twice:  2 ',
      `CircleCI-Signature: ${sign(WORKFLOW_COMPLETED_BODY, SECRET)}`,
      `Content-Length: ${WORKFLOW_COMPLETED_BODY.length}`,
      'Connection: close',
    ];
    const answer = await exchange(port, `${head.join('\r\n')}\r\n\r\n`, WORKFLOW_COMPLETED_BODY);
    const [first] = await answered(store, 1);
    const kept = await store.get(first?.id ?? '');
    expect(kept).toMatchObject({
      remoteAddress: '127.0.0.1',
      method: 'POST',
      url: '/a/../b?c=%00',
      httpVersion: '1.1',
      headers: [
        ['Host', 'example.test'],
        ['X-Twice', '1'],
        ['x-twice', '2'],
        ['CircleCI-Signature', sign(WORKFLOW_COMPLETED_BODY, SECRET)],
        ['Content-Length', String(WORKFLOW_COMPLETED_BODY.length)],
        ['Connection', 'close'],
      ],
      body: WORKFLOW_COMPLETED_BODY,
      signature: { verdict: 'valid', signedWith: 'current' },
      event: { type: 'workflow-completed', status: 'success', project: 'shop', branch: 'main' },
    });
    expect(kept?.answer?.status).toBe(200);
    expect(kept?.answer?.durationMs).toBeGreaterThan(0);
    expect(`${kept?.answer?.head ?? ''}${kept?.answer?.body.toString() ?? ''}`).toBe(answer);
  });

  test('whose sender leaves before it is kept is kept once, and handled', async () => {
    const kept = await openStore();
    let leave = (): void => undefined;
    const store: DeliveryStore = {
      ...kept,
      async save(...given) {
        leave();
        await output.entry(1); // the request is over
        return kept.save(...given);
      },
    };
    const { port, output } = await startReceiver({
      ...{ secrets, store },
      handlers: { ping: () => undefined },
    });
    const socket = await openConnection(port);
    leave = () => socket.destroy();
    const head = [
      ...['POST / HTTP/1.1', 'Host: example.test', `Content-Length: ${PING_BODY.length}`],
      `Circleci-Signature: ${sign(PING_BODY, SECRET)}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.write(PING_BODY);
    const deliveries = await until(kept, 'one handled', async () => {
      const { deliveries: all } = await kept.list({ limit: 10 });
      return all.some(({ handlings }) => handlings[0]?.state === 'done') && all;
    });
    expect(deliveries).toHaveLength(1);
  });

  test('that cannot be kept is answered 503, and logged with the cause', async () => {
    const store: DeliveryStore = {
      ...(await openStore()),
      save: async () => Promise.reject(new Error('The disk is full.')),
    };
    const receiver = await startReceiver({ secrets, store });
    const answer = await postPing(receiver);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(answer.json()).toMatchObject({ reason: 'not-kept' });
    expect(answer.text).not.toContain('disk');
    expect(await receiver.logged()).toMatchObject({ status: 503, event: 'ping' });
    expect(await receiver.notices.entry(1)).toContain('The disk is full.');
  });
});

describe('a call that is not accepted', () => {
  test.each([
    ['forged', { 'circleci-signature': `v1=${'0'.repeat(64)}` }, 403, 'invalid'],
    ['compressed', { 'Content-Encoding': 'gzip' }, 415, 'unchecked'],
  ])('but %s is kept with its answer', async (_, headers, status, verdict) => {
    const store = await openStore();
    const answer = await postPing(await startReceiver({ secrets, store }), headers);
    expect(answer.status).toBe(status);
    const [first] = await answered(store, 1);
    const kept = await store.get(first?.id ?? '');
    expect(kept).toMatchObject({ signature: { verdict }, answer: { status } });
    expect(kept?.answer?.body.toString()).toBe(answer.text);
    expect(await store.count()).toEqual({ accepted: 0, others: 1 });
  });

  test('but a visit is kept apart, and a health check not at all', async () => {
    const store = await openStore();
    const { url } = await startReceiver({ store });
    await request(url).get('/healthz').expect(200);
    await request(url).get('/favicon.ico').expect(200);
    expect((await answered(store, 1)).map((kept) => kept.url)).toEqual(['/favicon.ico']);
    expect(await store.count()).toEqual({ accepted: 0, others: 1 });
  });

  test('but comes as a flood pushes out no real one', async () => {
    const store = await openStore({ retention: { accepted: 5, duplicates: 20, others: 20 } });
    const receiver = await startReceiver({ secrets, store });
    await postPing(receiver);
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        Array.from({ length: 20 }, async () =>
          postPing(receiver, { 'circleci-signature': 'v1=forged' }),
        ),
      );
    }
    await receiver.logged(201);
    await until(store, '20 others', async () => (await store.count()).others === 20);
    expect(await store.count()).toEqual({ accepted: 1, others: 20 });
    expect(
      (await store.list({ limit: 100, filter: { verdict: 'valid' } })).deliveries,
    ).toHaveLength(1);
  });
});

describe('a duplicate', () => {
  test('is answered 200 and so called, kept, and marked with the first', async () => {
    const store = await openStore();
    const receiver = await startReceiver({ secrets, store });
    expect((await postPing(receiver)).json()).not.toHaveProperty('duplicate');
    const again = await postPing(receiver);
    expect(again.status).toBe(200);
    expect(again.json()).toMatchObject({ duplicate: true });
    const [second, first] = await answered(store, 2);
    expect(second?.duplicateOf).toBe(first?.id);
    expect(await receiver.logged(2)).toMatchObject({ duplicateOf: first?.id });
  });

  test('of two that arrive at the same moment is one of them', async () => {
    const store = await openStore();
    const receiver = await startReceiver({ secrets, store });
    const answers = await Promise.all(Array.from({ length: 10 }, async () => postPing(receiver)));
    const firsts = answers.filter(({ json }) => !('duplicate' in json()));
    expect(firsts).toHaveLength(1);
  });

  test('is not what a forged call with the same ids makes of a real one', async () => {
    const receiver = await startReceiver({ secrets, store: await openStore() });
    await postPing(receiver, { 'circleci-signature': `v1=${'0'.repeat(64)}` });
    expect((await postPing(receiver)).json()).not.toHaveProperty('duplicate');
  });
});

describe('a replay', () => {
  test('is known by its marker, which is not kept, and is no duplicate', async () => {
    const store = await openStore();
    const replays = createReplays();
    const receiver = await startReceiver({ secrets, store, replays });
    await postPing(receiver);
    const [original] = await answered(store, 1);
    const replay = replays.expect(original?.id ?? '');
    const [name, secret] = replay.marker;
    const answer = await postPing(receiver, { [name]: secret });
    expect(answer.json()).not.toHaveProperty('duplicate');
    const id = (await replay.savedId()) ?? '';
    const kept = await store.get(id);
    expect(kept?.replayOf).toBe(original?.id);
    expect(JSON.stringify([kept, receiver.output.entries])).not.toContain(secret);
  });

  test('of a refused call is known by the id under which it is kept in the end', async () => {
    const store = await openStore();
    const replays = createReplays();
    const receiver = await startReceiver({ secrets, store, replays });
    const replay = replays.expect('original');
    const [name, secret] = replay.marker;
    await postPing(receiver, { [name]: secret, 'circleci-signature': 'v1=x' });
    expect(await store.get((await replay.savedId()) ?? '')).toMatchObject({ replayOf: 'original' });
  });

  test('is nothing that can be pretended, nor done twice', async () => {
    const store = await openStore();
    const replays = createReplays();
    const receiver = await startReceiver({ secrets, store, replays });
    const replay = replays.expect('original');
    const [name, secret] = replay.marker;
    await postPing(receiver, { [name]: 'guessed' });
    await postPing(receiver, { [name]: secret });
    await postPing(receiver, { [name]: secret });
    const kept = await answered(store, 3);
    expect(kept.map(({ replayOf }) => replayOf)).toEqual([undefined, 'original', undefined]);
    const never = replays.expect('original');
    expect(await never.savedId()).toBeUndefined();
  });
});

test('after kill -9 under load, every call that got a 2xx is there, byte for byte', async () => {
  const folder = temporaryFolder();
  const child = await runReceiver({ DATA_DIR: folder, CIRCLECI_WEBHOOK_SECRET: SECRET });
  const acknowledged = new Set<string>();
  let sent = 0;

  async function load(): Promise<void> {
    for (;;) {
      sent += 1;
      const event = { id: `event-${sent}`, webhook: { id: 'w' }, type: 'ping' };
      const { status } = await postEvent(child.url, event);
      if (status === 200) acknowledged.add(JSON.stringify(event));
      if (acknowledged.size === 500) killGroup(child.process, 'SIGKILL');
    }
  }
  await Promise.allSettled(Array.from({ length: 16 }, load));
  await child.exitCode();
  expect(acknowledged.size).toBeGreaterThanOrEqual(500);

  const store = await openStore({ folder });
  const { deliveries } = await store.list({ limit: 10_000 });
  for (const { id } of deliveries) {
    const kept = await store.get(id);
    acknowledged.delete(kept?.body.toString() ?? '');
  }
  expect([...acknowledged]).toEqual([]);
});

test('where handlers are too far behind, a delivery is answered 503, and taken once they are not', async () => {
  const door = gate('the test to let the handler end');
  const store = await openStore({ maxWaiting: 1 });
  const receiver = await startReceiver({ store, handlers: { ping: async () => door.opened() } });
  const post = async (id: string): Promise<number> =>
    (await postEvent(receiver.url, { type: 'ping', id, webhook: { id: 'w' } })).status;
  expect(await post('first')).toBe(200);
  expect(await post('second')).toBe(503);
  door.open();
  await until(store, 'nothing waiting', async () => (await store.waiting()).length === 0);
  expect(await post('second')).toBe(200);
});
