import { PINGED } from '../support/events';
import { newestAnswered, startInspector, type TestInspector } from '../support/test-inspector';

const withoutTags = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

/** What the page of a delivery says of the arrivals of its event. */
async function arrivals({ url }: TestInspector, id: string): Promise<string> {
  const answer = await fetch(`${url}/deliveries/${id}/arrivals`);
  expect(answer.status).toBe(200);
  return withoutTags(await answer.text()).trim();
}

test('each arrival of the same event is listed, whatever was made of it, and no other', async () => {
  const inspector = await startInspector();
  const { deliver, receiver, store } = inspector;
  const event = { ...PINGED, id: 'the same' };
  const forged = { 'circleci-signature': 'v1=00' };
  receiver.answers.choose({ answer: { status: 503 }, count: 1, forMs: 60_000 });
  const first = await deliver(event, { path: '/1' });
  await deliver(event, { path: '/2', headers: forged });
  await deliver({ ...event, id: 'the same, not' }, { path: '/3' });
  await deliver({ ...event, webhook: { id: 'another', name: 'x' } }, { path: '/4' });
  const body = JSON.stringify({ id: first.id });
  await fetch(`${inspector.url}/api/requests/http`, { method: 'POST', body });
  const replay = await newestAnswered(store, '/1');
  const last = await deliver(event, { path: '/5' });

  const clock = String.raw`\d\d:\d\d:\d\d\.\d{3}`;
  const took = String.raw`[\d.]+ m?s`;
  const found = await arrivals(inspector, last.id);
  expect(found).toMatch(
    new RegExp(
      `^Arrivals of this event ${clock} first ✓ valid 503 ${took} chosen ` +
        `${clock} \\+${took} ✕ invalid 403 ${took} ${clock} \\+${took} ✓ valid 200 ${took} ` +
        'As far as they are kept, each with the time since the one before.$',
    ),
  );
  expect(await arrivals(inspector, first.id)).toBe(found);
  expect(replay.replayOf).toBe(first.id);
});

test('one that came once is told of only if it may come again', async () => {
  const inspector = await startInspector();
  const { deliver } = inspector;
  const taken = await deliver({ ...PINGED, id: 'taken' });
  expect(await arrivals(inspector, taken.id)).toBe('');
  const headers = { 'circleci-signature': 'x' };
  const refused = await deliver({ ...PINGED, id: 'x' }, { path: '/refused', headers });
  expect(await arrivals(inspector, refused.id)).toMatch(/403 .* It came once, as far as is kept/);
});

test('what came before, and is kept no longer, is not passed over in silence', async () => {
  const inspector = await startInspector({ retention: { accepted: 1, duplicates: 9, others: 9 } });
  const { deliver, store } = inspector;
  const event = { ...PINGED, id: 'came before' };
  const first = await deliver(event, { path: '/1' });
  const again = await deliver(event, { path: '/2' });
  for (let index = 0; index < 3; index += 1) await deliver({ ...PINGED, id: String(index) });
  expect(await store.get(first.id)).toBeUndefined();
  const found = await arrivals(inspector, again.id);
  expect(found).toMatch(/^Arrivals of this event \S+ ✓ valid 200 .*it came before, too\.$/);
  expect(await arrivals(inspector, first.id)).toBe('');
});

test('an event without an identity, or with one that is none of CircleCI’s, has no arrivals', async () => {
  const inspector = await startInspector();
  for (const [index, id] of [undefined, 7, '', 'x'.repeat(10_000), null].entries()) {
    const [path, headers] = [`/${index}`, { 'circleci-signature': 'x' }];
    const kept = await inspector.deliver({ ...PINGED, id }, { path, headers });
    expect(await arrivals(inspector, kept.id)).toBe('');
  }
});

test('the API lists them by the id of their event, which is to be exact', async () => {
  const { url, deliver } = await startInspector();
  const { id } = await deliver({ ...PINGED, id: 'ab"c' });
  await deliver({ ...PINGED, id: 'AB"C' });
  await deliver({ ...PINGED, id: 'x', note: 'ab"c' });
  const answer = await fetch(`${url}/api/requests/http?event=${encodeURIComponent('ab"c')}`);
  expect(await answer.json()).toMatchObject({ requests: [{ id }], total: 1 });
});
