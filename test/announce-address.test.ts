import { announceAddress } from '../src/announce-address';
import { createLog } from '../src/log/log';
import { createPublicAddress, type PublicAddress } from '../src/public-address';
import { recordingOutput } from './support/recording-output';

const LOST = 'There is no tunnel: ngrok cannot be reached.';

function announced(...addresses: readonly PublicAddress[]): string {
  const notices = recordingOutput();
  const log = createLog({ format: 'pretty', color: false, output: notices, notices });
  const address = createPublicAddress();
  announceAddress(address, new URL('https://circleci.com'), log, true);
  for (const one of addresses) address.set(one);
  return notices.entries.join('');
}

test('a tunnel that failed and is open again says whether its URL is another one', () => {
  const one = { state: 'open', url: 'https://one.ngrok.app' } as const;
  const failed = { state: 'failed', problem: LOST } as const;
  expect(announced(one, failed, { state: 'open', url: 'https://two.ngrok.app' })).toBe(
    [
      'Receiver URL   https://one.ngrok.app',
      `! ${LOST} The receiver goes on, for this machine alone.`,
      'Receiver URL   https://two.ngrok.app',
      '! It has changed: the webhook needs the new one (npm run register).',
      '',
    ].join('\n'),
  );
  expect(announced(one, failed, one)).toContain('https://one.ngrok.app leads here again.');
  expect(announced(failed, one)).not.toContain('changed');
});
