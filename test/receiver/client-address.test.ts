import { clientAddress } from '../../src/receiver/client-address';
import { PING_BODY } from '../support/fixtures';
import { postEvent } from '../support/post-event';
import { startReceiver } from '../support/test-receiver';

async function addressOf(url: string, forwarded: Record<string, string>): Promise<unknown> {
  const receiver = await startReceiver();
  await postEvent(receiver.url + url, PING_BODY, { headers: forwarded });
  return (await receiver.logged())['remoteAddress'];
}

describe('who sent a call through a tunnel on this machine', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['203.0.113.7:41234', '203.0.113.7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['198.51.100.1, [2001:db8::7]:41234', '2001:db8::7'],
    ['[::ffff:203.0.113.7]:1', '203.0.113.7'],
    ['"[2001:db8::7]:41234"', '2001:db8::7'],
    ['203.0.113.7:x', '127.0.0.1'],
    ['[203.0.113', '127.0.0.1'],
    ['203.0.113.7, unknown', '127.0.0.1'],
    ['\u00a0x', '127.0.0.1'],
    ['', '127.0.0.1'],
  ])('x-forwarded-for: %j is %s', async (header, expected) => {
    expect(await addressOf('/', { 'x-forwarded-for': header })).toBe(expected);
  });
});

test.each(['198.51.100.1', '10.0.0.3', '2001:db8::1', '::ffff:198.51.100.1'])(
  'x-forwarded-for does not count from %s',
  (remoteAddress) => {
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    expect(clientAddress({ socket: { remoteAddress }, headers })).toBe(
      remoteAddress.replace('::ffff:', ''),
    );
  },
);
