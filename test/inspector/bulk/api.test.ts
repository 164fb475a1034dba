import request from 'supertest';
import { startAppStandIn } from '../../support/app-stand-in';
import { delivery } from '../../support/delivery';
import { jobEvent, PINGED } from '../../support/events';
import { PING_BODY } from '../../support/fixtures';
import { isDone } from '../../support/handling-states';
import { gate } from '../../support/gate';
import { fill } from '../../support/inspector-page';
import { postEvent } from '../../support/post-event';
import { startInspector, type TestInspector } from '../../support/test-inspector';
import { turnsDuring } from '../../support/turns';
import { until } from '../../support/until';
import { poll } from '../../support/wait';

const PATH = '/api/bulk';

/** So slow that the second does not begin within a test. */
const SLOW = 0.1;

interface Job {
  readonly id: string;
  readonly uri: string;
  readonly state: string;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly left: number;
  readonly failures: readonly { readonly id: string; readonly problem: string }[];
}

async function start(inspector: TestInspector, order: object): Promise<Job> {
  const { body } = (await request(inspector.url)
    .post(PATH)
    .send({ filter: {}, ...order })
    .expect(201)) as { body: Job };
  return body;
}

async function jobNow(inspector: TestInspector, { uri }: Job): Promise<Job> {
  const { body } = (await request(inspector.url).get(uri).expect(200)) as { body: Job };
  return body;
}

/** Waits until a job is as wanted, and gives it. */
async function untilJob(
  inspector: TestInspector,
  job: Job,
  holds: (job: Job) => boolean,
): Promise<Job> {
  let seen: Job | undefined;
  return poll(
    () => `a job as wanted; it is ${JSON.stringify(seen)}`,
    async () => {
      seen = await jobNow(inspector, job);
      return holds(seen) && seen;
    },
  );
}

const isOver = ({ state }: Job): boolean => state !== 'running';

async function run(inspector: TestInspector, order: object): Promise<Job> {
  return untilJob(inspector, await start(inspector, order), isOver);
}

async function urls({ store }: TestInspector): Promise<string[]> {
  return (await store.list({ limit: 100 })).deliveries.map(({ url }) => url);
}

describe('a dry run', () => {
  test('tells how many, and the first and last, and does nothing', async () => {
    const inspector = await startInspector();
    await fill(inspector, 3);
    await inspector.deliver(jobEvent(), { path: '/job' });
    await inspector.deliver('', { method: 'GET', path: '/visit?token=x' });
    const { body } = (await request(inspector.url)
      .post(PATH)
      .send({ action: 'replay', filter: { type: 'ping' }, dry_run: true })
      .expect(200)) as { body: object };
    expect(body).toEqual({
      ...{ action: 'replay', filter: { type: 'ping' }, matching: 3, count: 3 },
      first: {
        id: expect.any(String) as string,
        uri: expect.stringMatching(/^\/api\/requests\/http\/[0-9a-f-]{36}$/) as string,
        start: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        request: { method: 'POST', uri: '/0' },
        event: { title: 'ping', type: 'ping' },
      },
      last: expect.objectContaining({ request: { method: 'POST', uri: '/2' } }) as object,
    });
    const all = await request(inspector.url)
      .post(PATH)
      .send({ action: 'handlers', filter: {}, dry_run: true });
    expect(all.body).toMatchObject({ matching: 5, count: 4, last: { request: { uri: '/job' } } });
    expect(await urls(inspector)).toHaveLength(5);
    expect((await request(inspector.url).get(PATH)).body).toEqual({ uri: PATH, jobs: [] });
  });

  test('of what none passes tells that, and a run of it is refused', async () => {
    const inspector = await startInspector();
    await fill(inspector, 1);
    const order = { action: 'delete', filter: { status: 'failed' } };
    const { body } = (await request(inspector.url)
      .post(PATH)
      .send({ ...order, dry_run: true })
      .expect(200)) as { body: object };
    expect(body).toMatchObject({ matching: 0, count: 0, first: null, last: null });
    const refused = await request(inspector.url).post(PATH).send(order).expect(409);
    expect(refused.text).toContain('no delivery passes the filter');
  });
});

describe('many at once are', () => {
  test('replayed, oldest first, and the replays are not replayed', async () => {
    const inspector = await startInspector();
    await fill(inspector, 4);
    const job = await run(inspector, { action: 'replay', filter: { path: '/' }, rate: 1_000 });
    expect(job).toMatchObject({ state: 'done', total: 4, done: 4, failed: 0, left: 0 });
    expect(await urls(inspector)).toEqual(['/3', '/2', '/1', '/0', '/3', '/2', '/1', '/0']);
    const { deliveries } = await inspector.store.list({ limit: 4 });
    expect(deliveries.every(({ replayOf }) => replayOf !== undefined)).toBe(true);
  });

  test('forwarded again, if they were let through', async () => {
    const app = await startAppStandIn();
    const inspector = await startInspector({ forwardTo: app.url });
    await inspector.deliver(PINGED, { path: '/1', headers: { 'circleci-signature': 'v1=forged' } });
    await inspector.deliver({ ...PINGED, id: '2' }, { path: '/2' });
    await inspector.deliver({ ...PINGED, id: '3' }, { path: '/3' });
    await app.gets(2);
    const job = await run(inspector, { action: 'forward', rate: 1_000 });
    expect(job).toMatchObject({ total: 2, done: 2 });
    const received = await app.gets(4);
    expect(received.slice(2).map(({ url }) => url)).toEqual(['/2', '/3']);
  });

  test('not forwarded if there is no target', async () => {
    const inspector = await startInspector();
    await fill(inspector, 1);
    const order = { action: 'forward', filter: {}, dry_run: true };
    const { text } = await request(inspector.url).post(PATH).send(order).expect(409);
    expect(text).toContain('FORWARD_TO has no target');
  });

  test('handled again, and it is told for which there is no handler', async () => {
    const inspector = await startInspector({ handlers: { ping: () => undefined } });
    const { id } = await inspector.deliver(PINGED);
    const other = await inspector.deliver(jobEvent());
    const job = await run(inspector, { action: 'handlers', rate: 1_000 });
    expect(job).toMatchObject({
      ...{ total: 2, done: 1, failed: 1 },
      failures: [{ id: other.id, problem: 'There is no handler for it.' }],
    });
    await until(inspector.store, 'two runs', async () => {
      const [handling] = (await inspector.store.get(id))?.handlings ?? [];
      return handling && isDone(handling) && handling.attempts.length === 2;
    });
  });

  test('deleted, but for what came after the last that is meant', async () => {
    const inspector = await startInspector();
    await fill(inspector, 3);
    const { id } = await inspector.deliver(PING_BODY, { path: '/last' });
    await inspector.deliver(PING_BODY, { path: '/later' });
    const order = { action: 'delete', filter: { type: 'ping' }, last: id };
    expect(await run(inspector, order)).toMatchObject({ state: 'done', done: 4, rate: null });
    expect(await urls(inspector)).toEqual(['/later']);
  });
});

describe('a job', () => {
  test('is stopped half way, and is the only one until then', async () => {
    const inspector = await startInspector();
    await fill(inspector, 3);
    const job = await start(inspector, { action: 'replay', rate: SLOW });
    expect(job).toMatchObject({ action: 'replay', filter: {}, rate: SLOW, state: 'running' });
    await untilJob(inspector, job, ({ done }) => done === 1);
    const order = { action: 'delete', filter: {} };
    const second = await request(inspector.url).post(PATH).send(order).expect(409);
    expect(second.text).toContain('Another job runs');
    await request(inspector.url).delete(job.uri).expect(204);
    await request(inspector.url).delete(job.uri).expect(204);
    expect((await request(inspector.url).get(PATH).expect(200)).body).toEqual({
      uri: PATH,
      jobs: [expect.objectContaining({ state: 'stopped', total: 3, done: 1, left: 2 })],
    });
    expect(await urls(inspector)).toEqual(['/0', '/2', '/1', '/0']);
    await run(inspector, order);
    await request(inspector.url).get(job.uri).expect(404);
    await request(inspector.url).delete(job.uri).expect(404);
  });

  test('is one, of two that are started at the same moment', async () => {
    const inspector = await startInspector();
    await fill(inspector, 2);
    const order = { action: 'replay', filter: { text: 'ping' }, rate: SLOW };
    const answers = await Promise.all(
      [1, 2].map(async () => request(inspector.url).post(PATH).send(order)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test('tells of those that were deleted meanwhile', async () => {
    const inspector = await startInspector();
    await fill(inspector, 2);
    const { id } = await inspector.deliver(PING_BODY);
    const job = await start(inspector, { action: 'replay', rate: 10 });
    await inspector.store.delete(id);
    expect(await untilJob(inspector, job, isOver)).toMatchObject({
      ...{ state: 'done', done: 2, failed: 1, left: 0 },
      failures: [{ id, problem: 'It is no longer kept.' }],
    });
  });

  test('goes on if nobody is there, and lists the first hundred failures', async () => {
    const inspector = await startInspector();
    await Promise.all(
      Array.from({ length: 120 }, async () => inspector.store.save(delivery(), { accepted: true })),
    );
    await inspector.receiver.server.close(0);
    const job = await run(inspector, { action: 'replay', rate: 1_000 });
    expect(job).toMatchObject({ state: 'done', done: 0, failed: 120, left: 0 });
    expect(job.failures).toHaveLength(100);
    expect(job.failures[0]?.problem).toContain('did not answer: nothing listens there');
    expect(inspector.notices.entries).toEqual([]);
  });

  test('that the store fails at says so of each, and once in the log', async () => {
    const inspector = await startInspector({
      broken: { delete: async () => Promise.reject(new Error('The disk is full.')) },
    });
    await fill(inspector, 3);
    const { failures } = await run(inspector, { action: 'delete' });
    expect(failures.map(({ problem }) => problem)).toEqual(
      Array(3).fill('Something went wrong: see the log.'),
    );
    expect(inspector.notices.entries).toEqual([expect.stringContaining('The disk is full.')]);
  });

  test('ends with the inspector, which takes no other', async () => {
    const inspector = await startInspector();
    await fill(inspector, 2);
    const job = await start(inspector, { action: 'replay', rate: SLOW });
    await untilJob(inspector, job, ({ done }) => done === 1);
    await inspector.close();
    expect(await urls(inspector)).toEqual(['/0', '/1', '/0']);
  });

  test('that is about to start as the inspector ends does not', async () => {
    const [asked, door] = [gate('the inspector to look'), gate('the test to let it look')];
    const inspector = await startInspector({
      broken: {
        async list() {
          asked.open();
          await door.opened();
          return { deliveries: (await inspector.store.list({ limit: 5 })).deliveries };
        },
      },
    });
    await fill(inspector, 1);
    const starting = request(inspector.url).post(PATH).send({ action: 'delete', filter: {} });
    const answered = starting.then(({ status }) => status);
    await asked.opened();
    const closed = inspector.close();
    door.open();
    expect(await answered.catch(() => 503)).toBe(503); // the connection may be cut off first
    await closed;
    expect(await urls(inspector)).toEqual(['/0']);
  });

  test('that deletes 1,000 lets deliveries in meanwhile, and keeps them', async () => {
    const inspector = await startInspector();
    await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) =>
        inspector.store.save(delivery({ url: `/${index}` }), { accepted: true }),
      ),
    );
    const turns = await turnsDuring(async () => {
      const job = await start(inspector, { action: 'delete' });
      const { status } = await postEvent(`${inspector.receiver.url}/new`);
      expect(status).toBe(200);
      expect(await untilJob(inspector, job, isOver)).toMatchObject({ done: 1_000, failed: 0 });
    });
    expect(turns).toBeGreaterThan(40);
    expect(await urls(inspector)).toEqual(['/new']);
  });
});

test.each([
  [
    { action: 'explode' },
    /expected one of \\"replay\\"\|\\"forward\\"\|\\"handlers\\"\|\\"delete\\"/,
  ],
  [
    { filter: { brunch: 'main' } },
    /There is no \\"brunch\\" to filter by. There are: text, type, /,
  ],
  [{ filter: { verdict: 'good' } }, /verdict: use one of valid, invalid/],
  [{ filter: { type: 'x'.repeat(501) } }, /type: Too big/],
  [{ filter: { type: ['ping'] } }, /at filter.type/],
  [{ filter: undefined }, /at filter/],
  [{ rate: 0 }, /use a number from 0.1 to 1000, how many are begun in a second/],
  [{ rate: -1 }, /use a number/],
  [{ rate: 1e9 }, /use a number/],
  [{ rate: '10' }, /use a number/],
  [{ rate: null }, /use a number/],
  [{ dryrun: true }, /Unrecognized key: \\"dryrun\\"/],
])('%j is refused with what there is', async (changes, sentence) => {
  const inspector = await startInspector();
  await fill(inspector, 1);
  const order = { action: 'delete', filter: {}, ...changes };
  const { text } = await request(inspector.url).post(PATH).send(order).expect(400);
  expect(text).toMatch(sentence);
  expect((await inspector.store.count()).accepted).toBe(1);
});

test.each(['', '{', 'null', '[]', '"x"'])('the body %j is refused', async (body) => {
  const { url } = await startInspector();
  await request(url).post(PATH).set('Content-Type', 'application/json').send(body).expect(400);
});
