import type { Config } from '@ngrok/ngrok';
import { createPublicAddress, type PublicAddress } from '../../src/tunnel/public-address';
import { keepTunnel, type KeepTunnelOptions } from '../../src/tunnel/keep-tunnel';
import type { NgrokSdk } from '../../src/tunnel/ngrok-sdk';
import { gate } from '../support/gate';
import { createChanges, poll } from '../support/wait';

interface FakeListener {
  readonly config: Config;
  /** Has the connection end for good. */
  readonly end: () => void;
  closed: boolean;
}

/** Stands in ngrok's SDK's place, whose cloud is not to be had in a test. */
function fakeSdk(failures: (Error | undefined)[] = []) {
  const listeners: FakeListener[] = [];
  const sdk: NgrokSdk = {
    async forward(config) {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const listener: FakeListener = { config, end, closed: false };
      listeners.push(listener);
      return Promise.resolve({
        url: () => `https://${config.domain ?? `made-${listeners.length}.ngrok.app`}`,
        join: async () => ended,
        async close() {
          listener.closed = true;
          return Promise.resolve();
        },
      });
    },
  };
  return { listeners, loadSdk: async () => Promise.resolve(sdk) };
}

const CONFIG = {
  authtoken: '2abc_token',
  domain: undefined,
  serverAddr: undefined,
  verify: false,
};

function start(options: Partial<KeepTunnelOptions>) {
  const address = createPublicAddress();
  const told: PublicAddress[] = [];
  const changes = createChanges();
  address.events.on('change', (now) => {
    told.push(now);
    changes.tell();
  });
  const tunnel = keepTunnel({
    config: CONFIG,
    secrets: { current: 's' },
    addr: '127.0.0.1:3000',
    address,
    retryDelaysMs: [1],
    ...options,
  });
  const until = async (state: PublicAddress['state']): Promise<PublicAddress> =>
    changes.until(
      () => `a tunnel that is ${state}; it was ${told.map((one) => one.state).join(', ')}`,
      () => address.current().state === state && address.current(),
    );
  return { tunnel, told, until };
}

function problemOf(address: PublicAddress): string {
  return address.state === 'failed' ? address.problem : '';
}

function sdkError(code: string): Error {
  return new Error(`failed to connect session: Your authtoken: 2abc_token\r\n error_code: ${code}`);
}

describe('a tunnel', () => {
  test('opens with what is configured, and closes', async () => {
    const { loadSdk, listeners } = fakeSdk();
    const config = { ...CONFIG, domain: 'ours.ngrok.app', serverAddr: 'connect.example.com:443' };
    const { tunnel, until } = start({ config, loadSdk });
    expect(await until('open')).toEqual({ state: 'open', url: 'https://ours.ngrok.app' });
    expect(listeners[0]?.config).toMatchObject({
      addr: '127.0.0.1:3000',
      authtoken: '2abc_token',
      domain: 'ours.ngrok.app',
      server_addr: 'connect.example.com:443',
    });
    expect(listeners[0]?.config).not.toHaveProperty('traffic_policy');
    await tunnel.close();
    expect(listeners[0]?.closed).toBe(true);
  });

  test("has ngrok's edge check signatures, but let visitors through", async () => {
    const { loadSdk, listeners } = fakeSdk();
    const { until } = start({ config: { ...CONFIG, verify: true }, loadSdk });
    await until('open');
    expect(JSON.parse(listeners[0]?.config.traffic_policy ?? '')).toEqual({
      on_http_request: [
        {
          expressions: ["!(req.method in ['GET', 'HEAD'])"],
          actions: [{ type: 'verify-webhook', config: { provider: 'circleci', secret: 's' } }],
        },
      ],
    });
  });

  test('accepts at the edge what either secret has signed, while it is rotated', async () => {
    const { loadSdk, listeners } = fakeSdk();
    const secrets = { current: 'new', previous: 'old' };
    const { until } = start({ config: { ...CONFIG, verify: true }, secrets, loadSdk });
    await until('open');
    const notALook = "!(req.method in ['GET', 'HEAD'])";
    const verifying = (config: object): object => ({
      type: 'verify-webhook',
      config: { provider: 'circleci', ...config },
    });
    expect(JSON.parse(listeners[0]?.config.traffic_policy ?? '')).toEqual({
      on_http_request: [
        { expressions: [notALook], actions: [verifying({ secret: 'new', enforce: false })] },
        {
          expressions: [`${notALook} && !actions.ngrok.verify_webhook.verified`],
          actions: [verifying({ secret: 'old' })],
        },
      ],
    });
  });

  test('is told lost and open again, as the SDK says', async () => {
    const { loadSdk, listeners } = fakeSdk();
    const { told, until } = start({ loadSdk });
    await until('open');
    listeners[0]?.config.onStatusChange?.('closed');
    listeners[0]?.config.onStatusChange?.('connected');
    expect(told.map(({ state }) => state)).toEqual(['opening', 'open', 'lost', 'open']);
  });

  test('is opened again where the SDK gives up, or there was no network', async () => {
    const noNetwork = new Error('failed to connect session: failed to establish tcp connection');
    const { loadSdk, listeners } = fakeSdk([noNetwork, undefined, noNetwork]);
    const { told, until } = start({ loadSdk });
    await until('open');
    listeners[0]?.end();
    await until('failed');
    expect(await until('open')).toEqual({ state: 'open', url: 'https://made-2.ngrok.app' });
    expect(told.map(({ state }) => state)).toContain('failed');
  });

  test.each(['ERR_NGROK_334', 'ERR_NGROK_108', 'ERR_NGROK_999'])(
    'is opened again although ngrok has not ended the lost session yet (%s)',
    async (code) => {
      const { loadSdk, listeners } = fakeSdk([undefined, sdkError(code), sdkError(code)]);
      const { told, until } = start({ loadSdk });
      await until('open');
      listeners[0]?.end();
      await until('failed');
      expect(await until('open')).toEqual({ state: 'open', url: 'https://made-2.ngrok.app' });
      expect(told.map(problemOf).filter((problem) => problem.includes(code))).toHaveLength(1);
    },
  );

  test('that takes long to open is said to be out of reach, and opens all the same', async () => {
    const { loadSdk } = fakeSdk();
    const network = gate('the test to let ngrok be reached');
    const sdk: NgrokSdk = {
      forward: async (config) =>
        network.opened().then(async () => (await loadSdk()).forward(config)),
    };
    const { until } = start({ loadSdk: async () => Promise.resolve(sdk), opensWithinMs: 1 });
    expect(problemOf(await until('failed'))).toMatch(/ngrok cannot be reached/);
    network.open();
    expect(await until('open')).toEqual({ state: 'open', url: 'https://made-1.ngrok.app' });
  });

  test('that opens while the app closes is closed', async () => {
    const { loadSdk, listeners } = fakeSdk();
    const loading = gate('the test to let the SDK load');
    const { tunnel, told } = start({ loadSdk: async () => loading.opened().then(loadSdk) });
    await tunnel.close();
    loading.open();
    await poll('a tunnel that is closed', () => listeners[0]?.closed === true);
    expect(told).toEqual([{ state: 'opening' }]);
  });
});

describe('where there is none, a sentence says why, and never has the token in it', () => {
  test.each([
    [
      'ERR_NGROK_105',
      /ngrok does not accept NGROK_AUTHTOKEN: copy it again from https.*\(ERR_NGROK_105\)/,
    ],
    ['ERR_NGROK_107', /ngrok does not accept NGROK_AUTHTOKEN/],
    ['ERR_NGROK_4018', /ngrok does not accept NGROK_AUTHTOKEN/],
    ['ERR_NGROK_108', /stop the other agent or tunnel/],
    ['ERR_NGROK_320', /does not give this account the domain in NGROK_DOMAIN/],
    ['ERR_NGROK_334', /the domain is in use by another tunnel: stop that one/],
    ['ERR_NGROK_9016', /plan has no webhook verification: set NGROK_VERIFY=off/],
    ['ERR_NGROK_999', /ngrok refused it\. See https:\/\/ngrok\.com\/docs\/errors\/err_ngrok_999\//],
  ])('%s', async (code, sentence) => {
    const { loadSdk, listeners } = fakeSdk([sdkError(code)]);
    const { until } = start({ loadSdk });
    const address = await until('failed');
    const problem = problemOf(address);
    expect(problem).toMatch(sentence);
    expect(problem).not.toContain('2abc_token');
    expect(listeners).toEqual([]);
  });

  test.each<[string, Partial<KeepTunnelOptions>, RegExp]>([
    ['no token', { config: { ...CONFIG, authtoken: undefined } }, /NGROK_AUTHTOKEN is not set/],
    [
      'nothing to verify with',
      { config: { ...CONFIG, verify: true }, secrets: undefined },
      /needs CIRCLECI_WEBHOOK_SECRET/,
    ],
    [
      'a secret that ngrok would evaluate',
      { config: { ...CONFIG, verify: true }, secrets: { current: 'a${b}' } },
      /reads as an expression/,
    ],
    [
      'no SDK',
      { loadSdk: async () => Promise.reject(new Error("Cannot find module '@ngrok/ngrok'")) },
      /@ngrok\/ngrok is not installed, or has no build/,
    ],
  ])('%s', async (_name, options, sentence) => {
    const { until } = start({ loadSdk: fakeSdk().loadSdk, ...options });
    expect(problemOf(await until('failed'))).toMatch(sentence);
  });
});
