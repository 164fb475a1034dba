import { runReceiver } from '../support/child';
import { SECRET } from '../support/fixtures';
import { startReceiver } from '../support/test-receiver';

/** Indented, it would have two spaces for each level before each of its numbers: 250 MB. */
const NESTED = `${'['.repeat(4_000)}${'1,'.repeat(28_000)}1${']'.repeat(4_000)}`;

test('forged calls that nest deeply take no more memory than others', async () => {
  const { url } = await runReceiver({ CIRCLECI_WEBHOOK_SECRET: SECRET }, [
    '--max-old-space-size=128',
  ]);
  const headers = { 'circleci-signature': `v1=${'0'.repeat(64)}` };
  for (let call = 0; call < 3; call += 1) {
    const response = await fetch(url, { method: 'POST', headers, body: NESTED });
    expect(response.status).toBe(403);
  }
});

test('a refused call is read to be shown if it is as small as an event, and no larger one', async () => {
  const { url, logged } = await startReceiver({ secrets: { current: SECRET } });
  const keys = (count: number): string =>
    Array.from({ length: count }, (_, index) => `,"key${index}":1`).join('');
  for (const count of [10, 5_000]) {
    await fetch(url, { method: 'POST', body: `{"type":"ping"${keys(count)}}` });
  }
  expect(await logged(1)).toMatchObject({ status: 403, event: 'ping' });
  expect(await logged(2)).toMatchObject({ status: 403, event: null });
});
