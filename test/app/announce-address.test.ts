import { announceAddress } from '../../src/app/announce-address';
import { parseConfig } from '../../src/config/config';
import { createLog } from '../../src/log/log';
import { createPublicAddress, type PublicAddress } from '../../src/tunnel/public-address';
import { watchAgent } from '../../src/tunnel/watch-agent';
import { startAgent } from '../support/agent-stand-in';
import { afterTest } from '../support/clean-up';
import { recordingOutput } from '../support/recording-output';

const LOST = 'There is no tunnel: ngrok cannot be reached.';

const ONE = { state: 'open', url: 'https://one.ngrok.app' } as const;
const FAILED = { state: 'failed', problem: LOST } as const;
const TWO = { state: 'open', url: 'https://two.ngrok.app' } as const;

function announced(
  addresses: readonly PublicAddress[],
  { isAttended = false, hasSecret = true } = {},
): string {
  const notices = recordingOutput();
  const log = createLog({ format: 'pretty', color: false, output: notices, notices });
  const address = createPublicAddress();
  const { config } = parseConfig(hasSecret ? { CIRCLECI_WEBHOOK_SECRET: 'keep-this' } : {});
  announceAddress(address, config, log, isAttended);
  for (const one of addresses) address.set(one);
  return notices.entries.join('');
}

test('the first URL is told with what to enter beside it, and a later one as another one', () => {
  expect(announced([ONE, FAILED, TWO])).toBe(
    [
      'Receiver URL   https://one.ngrok.app',
      'By its form, CircleCI can reach it; npm run doctor tries it.',
      'To enter in Project Settings > Webhooks > Add Webhook of CircleCI, which npm run register does too:',
      '  Webhook name              any',
      '  Receiver URL              https://one.ngrok.app',
      '  Certificate verification  on',
      '  Secret token              the same as CIRCLECI_WEBHOOK_SECRET in .env, without quotes',
      '  Select an event           Workflow Completed, Job Completed, or both',
      `! ${LOST} The receiver goes on, for this machine alone.`,
      'Receiver URL   https://two.ngrok.app',
      '! It has changed: the webhook needs the new one (npm run register).',
      '',
    ].join('\n'),
  );
  expect(announced([ONE, FAILED, ONE])).toContain('https://one.ngrok.app leads here again.');
  expect(announced([FAILED, ONE])).not.toContain('changed');
  expect(announced([ONE], { hasSecret: false })).toMatch(/Secret token +none;/);
});

test('nothing is to be done where someone else registers it', () => {
  expect(announced([ONE, TWO], { isAttended: true })).toBe(
    'Receiver URL   https://one.ngrok.app\nReceiver URL   https://two.ngrok.app\n',
  );
});

test('what to enter waits for a URL that CircleCI can reach', () => {
  const local = { state: 'open', url: 'http://one.ngrok.app' } as const;
  expect(announced([local, TWO])).toMatch(
    /^Receiver URL {3}http:.*\n! CircleCI will not reach .*\nReceiver URL .*\nBy its form, CircleCI can reach it/,
  );
});

describe('beside an agent', () => {
  async function besideAgent(endpoints: Readonly<Record<string, string>>) {
    const agent = await startAgent(endpoints);
    const notices = recordingOutput();
    const log = createLog({ format: 'pretty', color: false, output: notices, notices });
    const address = createPublicAddress();
    announceAddress(address, parseConfig({}).config, log, false);
    const agentApi = new URL(agent.api);
    const stop = new AbortController();
    const { signal } = stop;
    void watchAgent({ agentApi, port: 3000, host: undefined, address, signal, lookEveryMs: 1 });
    afterTest(() => {
      stop.abort();
    });
    return { agent, notices };
  }

  test('a URL is told when it comes, when it changes, and when it goes away', async () => {
    const { agent, notices } = await besideAgent({
      'https://one.ngrok.app': 'localhost:3000',
    });
    expect(await notices.entry(1)).toBe('Receiver URL   https://one.ngrok.app\n');
    agent.set({ 'http://two.ngrok.app': 'localhost:3000' });
    expect(await notices.entry(4)).toMatch(
      /^! CircleCI will not reach http:\/\/two\.ngrok\.app: it is not https/,
    );
    agent.set({ 'https://three.ngrok.app': 'localhost:3000' });
    expect(await notices.entry(5)).toBe('Receiver URL   https://three.ngrok.app\n');
    expect(await notices.entry(6)).toMatch(/^! It has changed: the webhook needs the new/);
    await agent.stop();
    expect(await notices.entry(7)).toMatch(
      /^! https:\/\/three\.ngrok\.app does not lead here any more/,
    );
  });

  test('nothing is told where there is none', async () => {
    const { agent, notices } = await besideAgent({});
    await agent.asked(6);
    expect(notices.entries).toEqual([]);
  });
});
