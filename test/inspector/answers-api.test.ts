import request from 'supertest';
import { manualClock } from '../support/manual-clock';
import { postEvent } from '../support/post-event';
import { startInspector } from '../support/test-inspector';

const PATH = '/api/answers';

test('answers are chosen, told of, and ended', async () => {
  const clock = manualClock();
  const { url, receiver } = await startInspector({ clock });
  const none = { uri: PATH, chosen: null };
  expect((await request(url).get(PATH).expect(200)).body).toEqual(none);

  const answer = await request(url).post(PATH).send({ status: 503, count: 3 }).expect(200);
  const endsAt = new Date(clock.now() + 120_000).toISOString();
  const told = { status: 503, delay: 0, count: 3, left: 3, waiting: 0, ends_at: endsAt };
  expect(answer.body).toEqual({ uri: PATH, chosen: told });
  expect((await postEvent(receiver.url)).status).toBe(503);
  await receiver.logged();
  const after = (await request(url).get(PATH).expect(200)).body as unknown;
  expect(after).toEqual({ uri: PATH, chosen: { ...told, left: 2 } });

  await request(url).delete(PATH).expect(204);
  expect((await request(url).get(PATH)).body).toEqual(none);
  expect((await postEvent(receiver.url)).status).toBe(200);
  await request(url).delete(PATH).expect(204);
});

test('a time and a delay are in seconds, and the usual status may be late', async () => {
  const clock = manualClock();
  const { url, receiver } = await startInspector({ clock });
  await request(url).post(PATH).send({ delay: 0.5, for: 600 }).expect(200);
  const answering = postEvent(receiver.url);
  await clock.due(500);
  const answer = await request(url).get(PATH);
  expect(answer.body).toMatchObject({ chosen: { status: null, delay: 0.5, left: 0, waiting: 1 } });
  clock.pass(500);
  expect((await answering).status).toBe(200);
});

test.each([
  ['', /Found: that changes nothing/],
  ['[]', /Found: .*expected object/],
  ['{}', /Found: that changes nothing/],
  ['{"delay":0}', /that changes nothing/],
  ['{"status":100}', /status: /],
  ['{"status":600}', /status: /],
  ['{"status":503.5}', /status: /],
  ['{"status":"503"}', /status: .*expected number/],
  ['{"status":503,"delay":61}', /delay: /],
  ['{"status":503,"delay":-1}', /delay: /],
  ['{"status":503,"count":0}', /count: /],
  ['{"status":503,"count":101}', /count: /],
  ['{"status":503,"for":601}', /for: /],
  ['{"status":503,"for":0}', /for: /],
  ['{"status":503,"statsu":1}', /"statsu"/],
  ['{', /The request cannot be read/],
])('%s is refused, with what is allowed', async (body, message) => {
  const { url, receiver } = await startInspector();
  const answer = await fetch(url + PATH, { method: 'POST', body });
  const { msg } = (await answer.json()) as { msg: string };
  expect([answer.status, msg]).toEqual([400, expect.stringMatching(message)]);
  if (body !== '{') expect(msg).toContain('Choose a status (200 to 599), a delay (in seconds');
  expect(receiver.answers.current()).toBeUndefined();
});

test('pages of other sites may neither choose nor end', async () => {
  const { url, receiver } = await startInspector();
  const origin = 'https://evil.example';
  const choice = { status: 500 };
  await request(url).post(PATH).set('Origin', origin).send(choice).expect(403);
  await request(url).post('/answers').set('Origin', origin).type('form').send(choice).expect(403);
  expect(receiver.answers.current()).toBeUndefined();
  await request(url).post(PATH).send(choice).expect(200);
  await request(url).delete(PATH).set('Origin', origin).expect(403);
  await request(url).post('/answers/end').set('Origin', origin).expect(403);
  expect(receiver.answers.current()).toMatchObject({ left: 1 });
});
