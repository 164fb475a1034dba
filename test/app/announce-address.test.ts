import { announceAddress } from '../../src/app/announce-address';
import { parseConfig } from '../../src/config/config';
import { createLog } from '../../src/log/log';
import { createPublicAddress, type PublicAddress } from '../../src/tunnel/public-address';
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
      'CircleCI can reach it. To enter in Project Settings > Webhooks, beside it:',
      '  Certificate verification on; as Secret token the same as CIRCLECI_WEBHOOK_SECRET;',
      '  the events Workflow Completed, Job Completed, or both. Or: npm run register',
      `! ${LOST} The receiver goes on, for this machine alone.`,
      'Receiver URL   https://two.ngrok.app',
      '! It has changed: the webhook needs the new one (npm run register).',
      '',
    ].join('\n'),
  );
  expect(announced([ONE, FAILED, ONE])).toContain('https://one.ngrok.app leads here again.');
  expect(announced([FAILED, ONE])).not.toContain('changed');
  expect(announced([ONE], { hasSecret: false })).toContain('no Secret token');
});

test('nothing is to be done where someone else registers it', () => {
  expect(announced([ONE, TWO], { isAttended: true })).toBe(
    'Receiver URL   https://one.ngrok.app\nReceiver URL   https://two.ngrok.app\n',
  );
});

test('what to enter waits for a URL that CircleCI can reach', () => {
  const local = { state: 'open', url: 'http://one.ngrok.app' } as const;
  expect(announced([local, TWO])).toMatch(
    /^Receiver URL {3}http:.*\n! CircleCI will not reach .*\nReceiver URL .*\nCircleCI can reach it\./,
  );
});
