import { waitFor } from '../../src/package/wait-for';
import { freePort } from '../support/free-port';
import { PING_BODY } from '../support/fixtures';
import { startInspector } from '../support/test-inspector';

test('gives what came after it was called', async () => {
  const { url: inspector, deliver } = await startInspector();
  const waiting = waitFor({ type: 'ping' }, { inspector });
  const over = new AbortController();
  void waiting.finally(() => {
    over.abort();
  });
  while (!over.signal.aborted) await deliver(PING_BODY); // until one came after it had looked
  expect(await waiting).toMatchObject({ verdict: 'valid', event: { type: 'ping' } });
});

test('rejects with what was waited for, and what came instead', async () => {
  const { url: inspector } = await startInspector();
  await expect(waitFor({ type: 'ping' }, { inspector, timeout: 20 })).rejects.toThrow(
    'No delivery that passes {"type":"ping"} came in 20 ms; nothing came instead.',
  );
});

test('rejects at once when it is aborted, for an unknown filter, and if nothing listens', async () => {
  const { url: inspector } = await startInspector();
  const leaving = new AbortController();
  const waiting = waitFor({}, { inspector, signal: leaving.signal });
  leaving.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(waitFor({ brunch: 'x' }, { inspector })).rejects.toThrow('There is no "brunch"');
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  await expect(waitFor({}, { inspector: nowhere })).rejects.toThrow('does not answer');
});
