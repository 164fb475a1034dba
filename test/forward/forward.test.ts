import type { ServerResponse } from 'node:http';
import { sign } from '../../src/circleci/signature';
import type { Handling } from '../../src/delivery/handling';
import { headerOf } from '../../src/http/message';
import type { DeliveryStore, KeptDelivery } from '../../src/store/delivery-store';
import { startAppStandIn } from '../support/app-stand-in';
import { PING_BODY, SECRET, WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { freePort } from '../support/free-port';
import { postEvent } from '../support/post-event';
import { startReceiver, type TestReceiver } from '../support/test-receiver';
import { openStore } from '../support/test-store';
import { until } from '../support/until';

const secrets = { current: SECRET };

async function start(forwardTo: string, attempts?: number) {
  const store = await openStore();
  const receiver = await startReceiver({
    secrets,
    store,
    forwardTo,
    ...(attempts && { attempts }),
  });
  return { store, receiver };
}

/** Waits until the newest delivery's forwarding is as wanted. */
async function forwarded(
  store: DeliveryStore,
  holds: (handling: Handling) => boolean,
): Promise<{ delivery: KeptDelivery; handling: Handling }> {
  return until(store, 'a forwarding as wanted', async () => {
    const [newest] = (await store.list({ limit: 1 })).deliveries;
    const delivery = newest && (await store.get(newest.id));
    const handling = delivery?.handlings.find(holds);
    return delivery && handling && { delivery, handling };
  });
}

/** Sends so many different pings. */
async function sendPings({ url }: TestReceiver, count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index += 1) {
    await postEvent(url, ping(index));
  }
}

function ping(index: number): object {
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  return { ...(JSON.parse(PING_BODY.toString()) as object), id };
}

const ids = (requests: readonly { body: Buffer }[]): unknown[] =>
  requests.map(({ body }) => (JSON.parse(body.toString()) as { id: unknown }).id);

describe('a delivery that was let through', () => {
  it('goes on as it came, so that the app can check its signature', async () => {
    const app = await startAppStandIn();
    const { store, receiver } = await start(`${app.url}/hooks?from=circleci`);
    const headers = { 'x-two': 'words', 'circleci-event-type': 'ping' };
    await postEvent(`${receiver.url}/own/path`, PING_BODY, { headers });

    const [request] = await app.gets(1);
    expect(request).toMatchObject({ method: 'POST', url: '/hooks?from=circleci', body: PING_BODY });
    expect(request && headerOf(request, 'circleci-signature')).toBe(sign(PING_BODY, SECRET));
    expect(request && headerOf(request, 'host')).toBe(`127.0.0.1:${app.port}`);

    const { delivery, handling } = await forwarded(store, ({ state }) => state === 'done');
    expect(handling).toMatchObject({ handler: `${app.url}/hooks?from=circleci` });
    expect(handling.attempts).toMatchObject([
      { number: 1, answer: { status: 200, body: Buffer.from('thanks').toString('base64') } },
    ]);
    const names = (headersOf: KeptDelivery['headers']) =>
      headersOf.map(([name]) => name.toLowerCase()).filter((name) => name !== 'connection');
    expect(names(request?.headers ?? [])).toEqual(names(delivery.headers));
  });

  it('goes to the path that it came to, if the target has none', async () => {
    const app = await startAppStandIn();
    const { receiver } = await start(app.url);
    await postEvent(`${receiver.url}/own/path?a=%20b`);
    expect(await app.gets(1)).toMatchObject([{ url: '/own/path?a=%20b' }]);
  });

  it('goes to each target whose filter lets it through', async () => {
    const [all, workflows] = [await startAppStandIn(), await startAppStandIn()];
    const { receiver } = await start(`${all.url} ${workflows.url}#type=workflow-completed`);
    await postEvent(receiver.url, PING_BODY);
    await postEvent(receiver.url, WORKFLOW_COMPLETED_BODY);
    await all.gets(2);
    expect(await workflows.gets(1)).toMatchObject([{ body: WORKFLOW_COMPLETED_BODY }]);
  });
});

it('goes nowhere, if it was refused or is a duplicate', async () => {
  const app = await startAppStandIn();
  const { receiver } = await start(app.url);
  await postEvent(receiver.url, PING_BODY, { secret: 'another' });
  await postEvent(receiver.url, PING_BODY);
  await postEvent(receiver.url, PING_BODY);
  await postEvent(receiver.url, ping(1));
  expect(ids(await app.gets(2))).toEqual(
    ids([{ body: PING_BODY }, { body: Buffer.from(JSON.stringify(ping(1))) }]),
  );
});

describe('an app that', () => {
  it('is away does not get what waited for it, and was deleted', async () => {
    const port = await freePort();
    const { store, receiver } = await start(`http://127.0.0.1:${port}/`);
    await sendPings(receiver, 1);
    await receiver.notices.entry(1); // it waits
    const [waiting] = (await store.list({ limit: 1 })).deliveries;
    expect(await store.delete(waiting?.id ?? '')).toBe(true);
    await sendPings(receiver, 1, 1);
    const app = await startAppStandIn(undefined, port);
    await forwarded(store, ({ state }) => state === 'done');
    expect(ids(app.received)).toEqual([(ping(1) as { id: string }).id]);
  });

  it.each([404, 301])('answers %d has said its last word', async (status) => {
    const app = await startAppStandIn((res) => res.writeHead(status, { location: '/x' }).end());
    const { store, receiver } = await start(app.url);
    await postEvent(receiver.url);
    const { handling } = await forwarded(store, ({ state }) => state === 'failed');
    expect(handling.attempts).toHaveLength(1);
    expect(handling.attempts[0]?.error).toContain(`It answered ${status}`);
  });

  it.each([500, 503, 408, 429])('answers %d is asked again', async (status) => {
    const app = await startAppStandIn((res, count) =>
      res.writeHead(count === 1 ? status : 204).end(),
    );
    const { store, receiver } = await start(app.url);
    await postEvent(receiver.url);
    const { handling } = await forwarded(store, ({ state }) => state === 'done');
    expect(handling.attempts).toMatchObject([{ answer: { status } }, { answer: { status: 204 } }]);
  });

  it.each([
    [
      'closes half way',
      (res: ServerResponse) =>
        res.writeHead(200, { 'content-length': '9' }).write('half', () => res.destroy()),
    ],
    ['answers what is no HTTP', (res: ServerResponse) => res.socket?.end('what?\r\n\r\n')],
  ])('%s is asked again', async (_what, fail) => {
    const app = await startAppStandIn((res, count) => (count === 1 ? fail(res) : res.end()));
    const { store, receiver } = await start(app.url);
    await postEvent(receiver.url);
    const { handling } = await forwarded(store, ({ state }) => state === 'done');
    expect(handling.attempts).toHaveLength(2);
  });

  it('answers without end has answered; 64 kB of it are kept', async () => {
    const app = await startAppStandIn((res) => {
      const more = (): void => {
        while (!res.destroyed && res.write(Buffer.alloc(16 * 1024, 'x')));
      };
      res.on('drain', more);
      more();
    });
    const { store, receiver } = await start(app.url);
    await postEvent(receiver.url);
    const { handling } = await forwarded(store, ({ state }) => state === 'done');
    const body = handling.attempts[0]?.answer?.body ?? '';
    expect(Buffer.from(body, 'base64')).toHaveLength(64 * 1024);
  });

  it('is slow holds up no other', async () => {
    const slow = await startAppStandIn(() => undefined);
    const other = await startAppStandIn();
    const { receiver } = await start(`${slow.url} ${other.url}`);
    await sendPings(receiver, 3);
    await other.gets(3);
    expect(await slow.gets(1)).toHaveLength(1);
    await slow.stop();
  });

  it('is not there gets all in order once it is, and that is said twice and not for each', async () => {
    const port = await freePort();
    const { store, receiver } = await start(`http://127.0.0.1:${port}`);
    await sendPings(receiver, 50);
    const app = await startAppStandIn(undefined, port);
    expect(ids(await app.gets(50))).toEqual(
      Array.from({ length: 50 }, (_, index) => (ping(index) as { id: string }).id),
    );
    await forwarded(store, ({ state }) => state === 'done');
    const told = receiver.notices.entries.filter((entry) => entry.includes(`:${port}`));
    expect(told.filter((line) => line.includes('Nothing listens'))).toHaveLength(1);
    expect(told.filter((line) => line.includes('is back'))).toHaveLength(1);
  });
});

it('what waits for an app that is not there is forwarded after a restart', async () => {
  const port = await freePort();
  const { store, receiver } = await start(`http://127.0.0.1:${port}`);
  await sendPings(receiver, 2);
  await receiver.dispatcher?.close(60_000); // does not wait for the app

  const app = await startAppStandIn(undefined, port);
  const next = await startReceiver({ secrets, store, forwardTo: `http://127.0.0.1:${port}` });
  next.dispatcher?.resume(await store.waiting());
  expect(await app.gets(2)).toHaveLength(2);
});
