import type { Choice } from '../../src/answers/chosen-answers';
import { manualClock } from '../support/manual-clock';
import { PINGED } from '../support/events';
import { PING_BODY, SECRET } from '../support/fixtures';
import { postEvent } from '../support/post-event';
import { openConnection } from '../support/raw-connection';
import { startReceiver } from '../support/test-receiver';
import { openStore } from '../support/test-store';
import { until } from '../support/until';
import { startInspector } from '../support/test-inspector';
import { sign } from '../../src/circleci/signature';

const secrets = { current: SECRET };

function chosen(answer: Choice['answer'], count = 1): Choice {
  return { answer, count, forMs: 60_000 };
}

test('the next deliveries get the chosen answer, and are kept, handled and logged as any', async () => {
  const handled: string[] = [];
  const inspector = await startInspector({
    handlers: { ping: (_event, { id }) => void handled.push(id) },
  });
  const { receiver, store } = inspector;
  receiver.answers.choose(chosen({ status: 503 }));
  const answer = await postEvent(receiver.url);
  expect([answer.status, answer.json()]).toEqual([
    503,
    { error: 'This answer was chosen here, to see what comes of it.', reason: 'chosen' },
  ]);
  expect(await receiver.logged()).toMatchObject({ status: 503, chosenAnswer: { status: 503 } });
  const again = await postEvent(receiver.url);
  expect([again.status, again.json()]).toMatchObject([200, { duplicate: true }]);

  const [second, first] = (await store.list({ limit: 5 })).deliveries;
  expect([first?.chosenAnswer, second?.chosenAnswer]).toEqual([{ status: 503 }, undefined]);
  expect(second?.duplicateOf).toBe(first?.id);
  await until(store, 'the handler', () => handled.length > 0);
  expect(handled).toEqual([first?.id]);
});

test('forged calls, visits and health checks are answered as usual, and count for nothing', async () => {
  const { url, answers } = await startReceiver({ secrets, store: await openStore() });
  answers.choose(chosen({ status: 500 }));
  const forged = await postEvent(url, PING_BODY, { secret: 'forged' });
  const visits = ['/', '/healthz'].map(async (path) => (await fetch(url + path)).status);
  expect([forged.status, ...(await Promise.all(visits))]).toEqual([403, 200, 200]);
  expect(answers.current()).toMatchObject({ left: 1, waiting: 0 });
  expect((await postEvent(url)).status).toBe(500);
});

test('a replay is answered as usual: it is not CircleCI that sends it', async () => {
  const inspector = await startInspector();
  const { id } = await inspector.deliver(PINGED);
  inspector.receiver.answers.choose(chosen({ status: 500 }));
  const body = JSON.stringify({ id });
  const replayed = await fetch(`${inspector.url}/api/requests/http`, { method: 'POST', body });
  expect(replayed.status).toBe(204);
  const [replay] = (await inspector.store.list({ limit: 1 })).deliveries;
  expect(replay).toMatchObject({ replayOf: id, answer: { status: 200 } });
  expect(inspector.receiver.answers.current()).toMatchObject({ left: 1 });
});

test('of many at once, exactly as many as chosen get it', async () => {
  const { url, answers } = await startReceiver({ secrets, store: await openStore() });
  answers.choose(chosen({ status: 429 }, 17));
  const sent = Array.from({ length: 60 }, async (_, index) =>
    postEvent(url, { ...PINGED, id: String(index) }),
  );
  const statuses = (await Promise.all(sent)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(17);
  expect(statuses.filter((status) => status === 200)).toHaveLength(43);
});

test.each([
  [204, ''],
  [205, ''],
  [304, ''],
  [201, '{"message":"This answer was chosen here, to see what comes of it."}'],
])('a %i has a body as HTTP has it', async (status, text) => {
  const { url, answers, logged } = await startReceiver({ secrets, store: await openStore() });
  answers.choose(chosen({ status }));
  const answer = await postEvent(url);
  expect([answer.status, answer.text]).toEqual([status, text]);
  expect(await logged()).toMatchObject({ status });
});

describe('a delay', () => {
  test('holds up the answer, and no other', async () => {
    const clock = manualClock();
    const { url, answers } = await startReceiver({ secrets, store: await openStore(), clock });
    answers.choose(chosen({ delayMs: 15_000 }));
    const late = postEvent(url);
    await clock.due(15_000);
    expect((await postEvent(url)).status).toBe(200);
    expect(answers.current()).toMatchObject({ left: 0, waiting: 1 });
    clock.pass(15_000);
    expect((await late).status).toBe(200);
  });

  test('is over once its sender has left, who is told of', async () => {
    const clock = manualClock();
    const store = await openStore();
    const { port, answers, logged } = await startReceiver({ secrets, store, clock });
    answers.choose(chosen({ status: 503, delayMs: 15_000 }));
    const socket = await openConnection(port);
    const head = `content-length: ${PING_BODY.length}\r\ncircleci-signature: ${sign(PING_BODY, SECRET)}`;
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n${PING_BODY.toString()}`);
    await clock.due(15_000);
    socket.destroy();
    const chosenAnswer = { status: 503, delayMs: 15_000 };
    expect(await logged()).toMatchObject({ status: null, chosenAnswer });
    expect(answers.current()).toBeUndefined();
    const [kept] = (await store.list({ limit: 1 })).deliveries;
    expect(kept).toMatchObject({ chosenAnswer });
    clock.pass(15_000);
  });
});
