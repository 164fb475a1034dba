import type { RequestListener } from 'node:http';
import { randomBytes } from 'node:crypto';
import { runScenario } from '../../../../src/cli/send/run-scenario';
import { retry } from '../../../../src/cli/send/scenarios/retry';
import { recordingTerminal } from '../../../support/recording-terminal';
import { startStandIn } from '../../../support/stand-in';

/** Plays the scenario to a server, and gives what was printed and waited for. */
async function play(
  answer: (attempt: number) => number | undefined,
): Promise<{ ok: boolean; printed: string; waited: number[]; bodies: string[] }> {
  const bodies: string[] = [];
  const listener: RequestListener = (req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString());
      const status = answer(bodies.length);
      if (status !== undefined) res.writeHead(status).end();
    });
  };
  const { port } = await startStandIn(listener);
  const waited: number[] = [];
  const terminal = recordingTerminal();
  const context = {
    secret: 'secret',
    address: () => ({ host: '127.0.0.1', port }),
    inspectorPort: () => undefined,
    terminal,
    clock: Date.now,
    randomBytes,
    beforeInterrupt: () => undefined,
    async wait(ms: number) {
      await Promise.resolve();
      waited.push(ms);
    },
  };
  const target = { url: undefined, secret: undefined };
  const task = { scenario: retry, settings: {}, target, json: false };
  const ok = await runScenario(task, context, 2_000);
  return { ok, printed: (await terminal.written()).stdout, waited, bodies };
}

test('what is answered 5xx or late is sent again, the same, until it is accepted', async () => {
  const { ok, printed, waited, bodies } = await play(
    (attempt) => [503, undefined, 200][attempt - 1],
  );
  expect(ok).toBe(true);
  expect(bodies).toHaveLength(3);
  expect(new Set(bodies).size).toBe(1);
  expect(waited).toEqual([1_000, 2_000]);
  expect(printed).toMatch(/attempt 1 +503 Service Unavailable/);
  expect(printed).toMatch(/attempt 2 .*took longer than 2 seconds/);
  expect(printed).toMatch(/attempt 3 +200 OK/);
});

test('what is never accepted is given up, and is not as it should be', async () => {
  const { ok, printed, waited, bodies } = await play(() => 500);
  expect(ok).toBe(false);
  expect(bodies).toHaveLength(5);
  expect(waited).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(printed).toContain('5 sent; 1 not answered as they should be (!!).');
});
