import { createForwards } from '../../src/app/forwards';
import { parseConfig } from '../../src/config/config';
import { createLog } from '../../src/log/log';
import { createPublicAddress } from '../../src/tunnel/public-address';
import { startAppStandIn } from '../support/app-stand-in';
import { RECEIVER, run, listening } from '../support/child';
import { delivery } from '../support/delivery';
import { freePort } from '../support/free-port';
import { PING_BODY, SECRET } from '../support/fixtures';
import { postEvent } from '../support/post-event';
import { recordingOutput } from '../support/recording-output';
import { temporaryFolder } from '../support/temporary-folder';

const [output, notices] = [recordingOutput(), recordingOutput()];
const log = createLog({ format: 'json', color: false, output, notices });

function forwardsOf(environment: Record<string, string>, publicAddress = createPublicAddress()) {
  const { config } = parseConfig({ PORT: '3000', ...environment });
  return createForwards(config, publicAddress, log);
}

describe('a target that stops the start', () => {
  it.each([
    ['hooks', /FORWARD_TO: "hooks" is not an address: use an address as in http:/],
    ['ftp://localhost/x', /is no address of HTTP/],
    ['http://me:hidden@localhost:8000', /has a user or password in it, which would be shown/],
    ['http://localhost:3000/hooks', /is the receiver itself/],
    ['http://127.0.0.1:3000', /is the receiver itself/],
    ['http://[::1]:3000', /is the receiver itself/],
    ['http://localhost:4041', /is the receiver itself/],
    ['http://localhost:8000#typo=x', /FORWARD_TO: There is no "typo" to filter by/],
    ['http://localhost:8000#handling=done', /FORWARD_TO: handling is not known yet/],
  ])('%s', (target, sentence) => {
    expect(() => forwardsOf({ FORWARD_TO: target })).toThrow(sentence);
    expect(() => forwardsOf({ FORWARD_TO: target })).not.toThrow(/hidden/);
  });

  it('also if the filter is that of all', () => {
    const environment = { FORWARD_TO: 'http://localhost:8000', FORWARD_FILTER: 'since=soon' };
    expect(() => forwardsOf(environment)).toThrow(/FORWARD_FILTER: since/);
  });
});

test('a target with a filter of its own has no need of that of all', () => {
  const [own, usual] = forwardsOf({
    FORWARD_TO: 'http://localhost:8000#type=ping http://localhost:8001',
    FORWARD_FILTER: 'type=job-completed',
  });
  const ping = delivery({ body: PING_BODY });
  expect([own?.accepts(ping), usual?.accepts(ping)]).toEqual([true, false]);
});

test('nothing goes to the public address, from which it would come again', () => {
  const publicAddress = createPublicAddress();
  const [forward] = forwardsOf({ FORWARD_TO: 'https://shop.ngrok.app/hooks' }, publicAddress);
  const ping = delivery({ body: PING_BODY });
  expect(forward?.accepts(ping)).toBe(true);
  publicAddress.set({ state: 'open', url: 'https://shop.ngrok.app' });
  expect(forward?.accepts(ping)).toBe(false);
});

describe('npm start -- --forward-to', () => {
  const environment = { CIRCLECI_WEBHOOK_SECRET: SECRET, PORT: '0', INSPECTOR_PORT: '0' };

  it('forwards, says so, and has what was not forwarded go out after a crash', async () => {
    const port = await freePort();
    const own = { ...environment, DATA_DIR: temporaryFolder() };
    const args = [RECEIVER, '--forward-to', `http://127.0.0.1:${port}/hooks`];
    const first = await listening(run('node', args, own));
    expect(first.stdout()).toContain(`Forwards to  http://127.0.0.1:${port}/hooks`);
    await postEvent(first.url);
    await first.until(/Nothing listens at/);
    first.process.kill('SIGKILL');
    await first.exitCode();

    const app = await startAppStandIn(undefined, port);
    const second = await listening(run('node', args, own));
    expect(await app.gets(1)).toMatchObject([{ url: '/hooks', body: PING_BODY }]);
    await second.until(/went to http:.*\/hooks: 200, /);
  });

  it('refuses other arguments in a sentence', async () => {
    const child = run('node', [RECEIVER, '--forward', 'x'], environment);
    expect(await child.exitCode()).toBe(1);
    expect(child.stderr()).toMatch(/--forward'.*there is only --forward-to <address>/);
    expect(child.stderr()).not.toMatch(/^ +at /m);
  });
});
