import { runReceiver } from '../support/child';
import { SECRET } from '../support/fixtures';

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
