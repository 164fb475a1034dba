import { summariseEvent } from '../../src/circleci/summary';
import type { Delivery } from '../../src/delivery/delivery';
import type { Handling } from '../../src/delivery/handling';
import type {
  DeliveryStore,
  ListOptions,
  Retention,
  SaveOptions,
} from '../../src/store/delivery-store';
import { ANSWER, delivery } from '../support/delivery';
import { WORKFLOW_COMPLETED_BODY } from '../support/fixtures';
import { turnsDuring } from '../support/turns';
import { until } from '../support/until';

interface StoreUnderTest {
  readonly store: DeliveryStore;
  /** Closes the store, and opens what it kept again. */
  readonly reopen: () => Promise<DeliveryStore>;
}

export type OpenStore = (options: {
  retention: Retention;
  clock: () => number;
}) => Promise<StoreUnderTest>;

const PLENTY: Retention = { accepted: 1_000, duplicates: 1_000, others: 1_000 };
const ACCEPTED: SaveOptions = { accepted: true };
const REFUSED: SaveOptions = { accepted: false };

function identified(id: string, webhookId = 'webhook'): SaveOptions {
  return { accepted: true, identity: { webhookId, id } };
}

function unanswered(changes: Partial<Delivery> = {}): Delivery {
  const { answer: _, ...rest } = delivery(changes);
  return rest;
}

/** What any store of deliveries must do, whatever it keeps them in. */
export function describeDeliveryStore(name: string, open: OpenStore): void {
  const opened = async (retention: Retention = PLENTY): Promise<StoreUnderTest> =>
    open({ retention, clock: Date.now });

  async function urls(store: DeliveryStore, options: Partial<ListOptions> = {}): Promise<string[]> {
    const { deliveries } = await store.list({ limit: 100, ...options });
    return deliveries.map(({ url }) => url);
  }

  async function saveMany(
    store: DeliveryStore,
    count: number,
    prefix: string,
    options: SaveOptions,
  ): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await store.save(delivery({ url: `/${prefix}${index}` }), options);
    }
  }

  describe(`${name} keeps`, () => {
    test('all of a delivery, byte for byte, also through a restart', async () => {
      const { store, reopen } = await opened();
      const body = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
      const sent = unanswered({
        body,
        receivedAt: new Date(1_700_000_000_123),
        url: '/a/../b?c=%00&d=\xff',
        headers: [
          ['X-A', '\xe9'],
          ['x-a', ''],
          ['X-A', 'third'],
        ],
        hints: ['a hint'],
        signature: { verdict: 'invalid', reason: 'signature-mismatch' },
        replayOf: 'another',
        edited: true,
        sentTo: 'http://localhost:8080',
      });
      const { id, duplicateOf } = await store.save(sent, ACCEPTED);
      expect(duplicateOf).toBeUndefined();
      await store.recordAnswer(id, ANSWER);

      for (const kept of [await store.get(id), await (await reopen()).get(id)]) {
        const { receivedAt, remoteAddress, method, url, httpVersion, headers, hints, notes } = sent;
        expect(kept).toEqual({
          ...{
            id,
            receivedAt,
            remoteAddress,
            method,
            url,
            httpVersion,
            headers,
            hints,
            notes,
            body,
          },
          signature: sent.signature,
          ...{ replayOf: 'another', edited: true, sentTo: 'http://localhost:8080' },
          handlings: [],
          answer: ANSWER,
          ...(sent.event && { event: sent.event }),
        });
        expect(Buffer.isBuffer(kept?.body)).toBe(true);
      }
    });

    test('the answer of a refused call with it', async () => {
      const { store } = await opened();
      const { id } = await store.save(delivery(), REFUSED);
      expect((await store.get(id))?.answer).toEqual(ANSWER);
      expect((await store.list({ limit: 1 })).deliveries[0]?.answer).toEqual({
        status: ANSWER.status,
        durationMs: ANSWER.durationMs,
      });
    });

    test('64 KB of a refused body, and says that there was more', async () => {
      const { store } = await opened();
      const body = Buffer.alloc(64 * 1024 + 1, 'x');
      const refused = await store.save(delivery({ body }), REFUSED);
      expect(await store.get(refused.id)).toMatchObject({
        body: body.subarray(1),
        bodyProblem: 'shortened',
      });
      const accepted = await store.save(delivery({ body }), ACCEPTED);
      expect((await store.get(accepted.id))?.body).toEqual(body);
    });

    test.each(['', 'x', '../../etc/passwd', '0'.repeat(80), '\u0000'])(
      'nothing under the id %j',
      async (id) => {
        const { store } = await opened();
        expect(await store.get(id)).toBeUndefined();
      },
    );

    test('no answer for what is not kept', async () => {
      const { store } = await opened();
      const { id } = await store.save(unanswered(), ACCEPTED);
      await store.clear();
      await store.recordAnswer(id, ANSWER);
      expect(await store.get(id)).toBeUndefined();
    });
  });

  describe(`${name} orders`, () => {
    test('ids by arrival, also within a millisecond and when the clock is set back', async () => {
      let now = 1_700_000_000_000;
      const { store, reopen } = await open({ retention: PLENTY, clock: () => now });
      const ids: string[] = [];
      for (let index = 0; index < 50; index += 1)
        ids.push((await store.save(delivery(), ACCEPTED)).id);
      now -= 60_000;
      ids.push((await store.save(delivery(), REFUSED)).id);
      const again = await reopen();
      now -= 60_000;
      ids.push((await again.save(delivery(), ACCEPTED)).id);
      expect(ids).toEqual([...ids].sort());
      expect(new Set(ids).size).toBe(ids.length);
    });

    test('lists newest first, accepted and refused together, a page at a time', async () => {
      const { store } = await opened();
      for (let index = 0; index < 10; index += 1) {
        await store.save(delivery({ url: `/${index}` }), { accepted: index % 3 === 0 });
      }
      const pages: string[][] = [];
      let before: string | undefined;
      do {
        const page = await store.list({ limit: 4, ...(before !== undefined && { before }) });
        pages.push(page.deliveries.map(({ url }) => url));
        before = page.next;
      } while (before !== undefined);
      expect(pages).toEqual([
        ['/9', '/8', '/7', '/6'],
        ['/5', '/4', '/3', '/2'],
        ['/1', '/0'],
      ]);
    });

    test('lists through many that a filter does not let through', async () => {
      const { store } = await opened();
      await store.save(delivery({ url: '/needle' }), ACCEPTED);
      await Promise.all(Array.from({ length: 600 }, async () => store.save(delivery(), ACCEPTED)));
      expect(await urls(store, { limit: 1, filter: { path: 'needle' } })).toEqual(['/needle']);
    });
  });

  describe(`${name} knows what is to be handled`, () => {
    const WAITING: Handling = {
      handler: 'ping',
      state: 'waiting',
      attempts: [],
      next: { number: 1, at: 1_700_000_000_000 },
    };
    const DONE: Handling = {
      handler: 'ping',
      state: 'done',
      attempts: [{ number: 1, startedAt: 1_700_000_000_000, durationMs: 1.5 }],
    };
    const toHandle = (...handlings: Handling[]): SaveOptions => ({ accepted: true, handlings });

    test('until all of it is, the oldest first, also through a restart', async () => {
      const { store, reopen } = await opened();
      const other = { ...WAITING, handler: 'any' };
      const { id: first } = await store.save(delivery(), toHandle(WAITING, other));
      const { id: second } = await store.save(delivery(), toHandle(WAITING));
      await store.save(delivery(), ACCEPTED);
      expect(await store.waiting()).toEqual([
        { id: first, handlings: [WAITING, other] },
        { id: second, handlings: [WAITING] },
      ]);

      await store.recordHandling(first, DONE);
      await store.recordHandling(second, { ...DONE, state: 'failed' });
      const left = [{ id: first, handlings: [other, DONE] }];
      expect(await store.waiting()).toEqual(left);
      const again = await reopen();
      expect(await again.waiting()).toEqual(left);
      expect((await again.get(first))?.handlings).toEqual([other, DONE]);
      const { deliveries } = await again.list({ limit: 10, filter: { handling: 'failed' } });
      expect(deliveries.map(({ id }) => id)).toEqual([second]);
      await again.recordHandling(first, { ...DONE, handler: 'any' });
      expect(await again.waiting()).toEqual([]);
    });

    test('of duplicates, nothing', async () => {
      const { store } = await opened();
      const options = { ...identified('same'), handlings: [WAITING] };
      const { id } = await store.save(delivery(), options);
      const { id: duplicate } = await store.save(delivery(), options);
      expect((await store.get(duplicate))?.handlings).toEqual([]);
      expect(await store.waiting()).toEqual([{ id, handlings: [WAITING] }]);
    });

    test('and keeps it until then, whatever the retention is', async () => {
      const { store } = await opened({ accepted: 2, duplicates: 2, others: 2 });
      const { id } = await store.save(delivery({ url: '/waiting' }), toHandle(WAITING));
      await saveMany(store, 5, 'later', ACCEPTED);
      expect(await urls(store)).toEqual(['/later4', '/later3', '/waiting']);
      await store.recordHandling(id, DONE);
      await store.save(delivery({ url: '/last' }), ACCEPTED);
      expect(await urls(store)).toEqual(['/last', '/later4']);
    });

    test('and forgets it with the deliveries', async () => {
      const { store } = await opened();
      const { id } = await store.save(delivery(), toHandle(WAITING));
      await store.clear();
      await store.recordHandling(id, DONE);
      expect(await store.waiting()).toEqual([]);
      expect(await store.get(id)).toBeUndefined();
    });
  });

  describe(`${name} filters by`, () => {
    const tagged = Buffer.from(
      JSON.stringify({
        type: 'job-completed',
        job: { name: 'unit tests', status: 'failed' },
        pipeline: { vcs: { tag: 'v1.2' } },
      }),
    );
    const workflow = WORKFLOW_COMPLETED_BODY;
    const event = (body: Buffer): Partial<Delivery> => {
      const summary = summariseEvent(JSON.parse(body.toString()));
      return { body, ...(summary && { event: summary }) };
    };

    test.each([
      ['type', { type: 'ping' }, ['/ping', '/again', '/refused']],
      ['status', { status: 'failed' }, ['/job']],
      ['verdict', { verdict: 'invalid' }, ['/refused']],
      ['an exact answer', { answer: '403' }, ['/refused']],
      ['a class of answers', { answer: '2xx' }, ['/ping', '/again', '/workflow']],
      ['no answer', { answer: 'none' }, ['/job']],
      ['method, in any case', { method: 'put' }, ['/workflow']],
      ['a part of the path', { path: 'WORK' }, ['/workflow']],
      ['project', { project: 'Shop' }, ['/workflow']],
      ['branch', { branch: 'mai' }, ['/workflow']],
      ['tag', { branch: 'v1.2' }, ['/job']],
      ['tag alone', { tag: 'V1' }, ['/job']],
      ['no tag', { tag: 'main' }, []],
      ['workflow', { workflow: 'BUILD' }, ['/workflow']],
      ['job', { job: 'unit' }, ['/job']],
      ['no job, though the body has the word', { job: 'Round' }, []],
      ['author', { author: 'ada ex' }, ['/workflow']],
      ['organization', { organization: 'examp' }, ['/workflow']],
      ['webhook', { webhook: 'TESTS', type: 'workflow-completed' }, ['/workflow']],
      ['another webhook', { webhook: 'round' }, []],
      ['time, by age', { since: '2h' }, ['/job']],
      ['time, by date', { since: '2026-11-02', until: '2026-11-03' }, ['/ping', '/again']],
      ['text in the body, in any case', { text: 'ROUND PRICES' }, ['/workflow']],
      ['duplicates', { duplicates: '1' }, ['/again']],
      ['replays', { replays: '1' }, ['/workflow']],
      ['several at once', { type: 'ping', verdict: 'valid' }, ['/ping', '/again']],
      ['what none has', { type: 'ping', status: 'failed' }, []],
    ] as const)('%s', async (_, filter, expected) => {
      const { store } = await opened();
      await store.save(delivery({ url: '/ping' }), identified('1'));
      await store.save(delivery({ url: '/again' }), identified('1'));
      const anHourAgo = new Date(Date.now() - 3_600_000);
      await store.save(
        unanswered({ url: '/job', receivedAt: anHourAgo, ...event(tagged) }),
        ACCEPTED,
      );
      const receivedAt = new Date(2026, 10, 1);
      await store.save(
        delivery({
          url: '/workflow',
          method: 'PUT',
          replayOf: 'x',
          receivedAt,
          ...event(workflow),
        }),
        ACCEPTED,
      );
      await store.save(
        delivery({
          url: '/refused',
          receivedAt,
          signature: { verdict: 'invalid', reason: 'signature-mismatch' },
          answer: { ...ANSWER, status: 403 },
        }),
        REFUSED,
      );
      for (const { id, url } of (await store.list({ limit: 10 })).deliveries) {
        if (url !== '/job' && url !== '/refused') await store.recordAnswer(id, ANSWER);
      }
      expect((await urls(store, { filter })).sort()).toEqual([...expected].sort());
    });
  });

  test.each([
    ['a quote', 'Revert "Fix', '{"subject":"Revert \\"Fix prices\\""}'],
    ['what is escaped', 'café\n☕', '{"a":"caf\\u00e9\\n\\u2615"}'],
    ['what a form escapes', 'Café au lait', 'a=1&b=caf%c3%89+au%20lait'],
    ['what a form escapes at its start', 'a&b', 'x=a%26b'],
    ['the escapes themselves', '\\U00E9', '{"a":"\\u00e9"}'],
    ['what a pattern would take for more', 'a.*(b', '{"a":"A.*(B"}'],
  ])(`${name} finds %s in the text of JSON, and in its bytes`, async (_, text, body) => {
    const { store } = await opened();
    await store.save(delivery({ url: '/wanted', body: Buffer.from(body) }), ACCEPTED);
    await store.save(delivery({ url: '/other', body: Buffer.from('{"a":"axxb"}') }), ACCEPTED);
    expect(await urls(store, { filter: { text } })).toEqual(['/wanted']);
  });

  test(`${name} lets others run while it searches large bodies`, async () => {
    const { store } = await opened();
    const body = Buffer.alloc(1024 * 1024, 'x');
    for (let count = 0; count < 60; count += 1) await store.save(delivery({ body }), ACCEPTED);
    const turns = await turnsDuring(async () => {
      const { deliveries } = await store.list({ limit: 50, filter: { text: 'nowhere' } });
      expect(deliveries).toEqual([]);
    });
    expect(turns).toBeGreaterThan(2);
  });

  test(`${name} stops a search that is not waited for any more`, async () => {
    const { store } = await opened();
    const body = Buffer.alloc(1024 * 1024, 'x');
    for (let count = 0; count < 20; count += 1) await store.save(delivery({ body }), ACCEPTED);
    const reader = new AbortController();
    const filter = { text: 'nowhere' };
    const searched = store.list({ limit: 50, filter, signal: reader.signal });
    reader.abort();
    await expect(searched).rejects.toThrow('aborted');
  });

  describe(`${name} tells duplicates`, () => {
    test('from firsts, by the ids of webhook and event', async () => {
      const { store } = await opened();
      const first = await store.save(delivery(), identified('1'));
      const again = await store.save(delivery(), identified('1'));
      const third = await store.save(delivery(), identified('1'));
      expect(first.duplicateOf).toBeUndefined();
      expect([again.duplicateOf, third.duplicateOf]).toEqual([first.id, first.id]);
      expect(await store.get(again.id)).toMatchObject({ duplicateOf: first.id });
      expect(await store.save(delivery(), identified('2'))).not.toHaveProperty('duplicateOf');
      expect(await store.save(delivery(), identified('1', 'b'))).not.toHaveProperty('duplicateOf');
      expect(await store.save(delivery(), identified('', 'webhook1'))).not.toHaveProperty(
        'duplicateOf',
      );
    });

    test('through a restart', async () => {
      const { store, reopen } = await opened();
      const first = await store.save(delivery(), identified('1'));
      const again = await (await reopen()).save(delivery(), identified('1'));
      expect(again.duplicateOf).toBe(first.id);
    });

    test('that arrive at the same moment', async () => {
      const { store } = await opened();
      for (let round = 0; round < 20; round += 1) {
        const saved = await Promise.all(
          Array.from({ length: 8 }, async () => store.save(delivery(), identified(`${round}`))),
        );
        const firsts = saved.filter(({ duplicateOf }) => duplicateOf === undefined);
        expect(firsts).toHaveLength(1);
        expect(new Set(saved.map(({ id, duplicateOf }) => duplicateOf ?? id)).size).toBe(1);
      }
      expect(await store.count()).toEqual({ accepted: 160, others: 0 });
    });

    test('with identities as long and odd as may be', async () => {
      const { store } = await opened();
      const odd = `\u0000\ud800${'x'.repeat(100_000)}`;
      const first = await store.save(delivery(), identified(odd, odd));
      expect(await store.save(delivery(), identified(odd, odd))).toMatchObject({
        duplicateOf: first.id,
      });
    });
  });

  describe(`${name} has room`, () => {
    test('for the newest accepted, and for the newest others, whatever there are of the other kind', async () => {
      const { store, reopen } = await opened({ accepted: 5, duplicates: 3, others: 3 });
      await saveMany(store, 8, 'real', ACCEPTED);
      await saveMany(store, 20, 'forged', REFUSED);
      const full = { accepted: 5, others: 3 };
      await until(store, 'as few others', async () => (await store.count()).others === full.others);
      expect(await store.count()).toEqual(full);
      const expected = ['/forged19', '/forged18', '/forged17'].concat([
        '/real7',
        '/real6',
        '/real5',
        '/real4',
        '/real3',
      ]);
      expect(await urls(store)).toEqual(expected);
      expect(await urls(await reopen())).toEqual(expected);
    });

    test('for a call that comes again and again, without its pushing out others or being taken for new', async () => {
      const { store, reopen } = await opened({ accepted: 3, duplicates: 2, others: 2 });
      const first = await store.save(delivery({ url: '/real' }), identified('1'));
      for (let index = 0; index < 20; index += 1) {
        const again = await store.save(delivery({ url: `/again${index}` }), identified('1'));
        expect(again.duplicateOf).toBe(first.id);
      }
      await until(store, 'only 3 left', async () => (await store.count()).accepted === 3);
      expect(await urls(store)).toEqual(['/again19', '/again18', '/real']);

      await saveMany(store, 3, 'later', ACCEPTED);
      await until(store, 'the first gone', async () => (await store.get(first.id)) === undefined);
      const reopened = await reopen();
      const { duplicateOf } = await reopened.save(delivery(), identified('1'));
      expect(duplicateOf).toBe(first.id); // remembered, though it is no longer kept
    });

    test('for an event again, once it came too long ago', async () => {
      let now = 1_700_000_000_000;
      const { store } = await open({
        retention: { accepted: 1, duplicates: 1, others: 1 },
        clock: () => now,
      });
      const first = await store.save(delivery(), identified('1'));
      await saveMany(store, 1, 'later', ACCEPTED);
      now += 31 * 24 * 60 * 60_000;
      await saveMany(store, 1, 'much later', ACCEPTED);
      expect(await store.get(first.id)).toBeUndefined();
      expect(await store.save(delivery(), identified('1'))).not.toHaveProperty('duplicateOf');
    });

    test('for no more than that after many that came at once', async () => {
      const { store } = await opened({ accepted: 5, duplicates: 5, others: 5 });
      await Promise.all(Array.from({ length: 100 }, async () => store.save(delivery(), ACCEPTED)));
      await until(store, 'only 5 left', async () => (await store.count()).accepted === 5);
    });
  });

  describe(`${name} forgets`, () => {
    test('everything when it is cleared, also events', async () => {
      const { store, reopen } = await opened();
      const { id } = await store.save(delivery(), identified('1'));
      await store.save(delivery(), REFUSED);
      await store.clear();
      expect(await store.count()).toEqual({ accepted: 0, others: 0 });
      expect(await store.get(id)).toBeUndefined();
      const again = await reopen();
      expect(await urls(again)).toEqual([]);
      expect(await again.save(delivery(), identified('1'))).not.toHaveProperty('duplicateOf');
    });
  });

  describe(`${name} tells of changes`, () => {
    test('until it is no longer asked to', async () => {
      const { store } = await opened();
      const told = jest.fn();
      const stop = store.onChange(told);
      const { id } = await store.save(unanswered(), ACCEPTED);
      expect(told).toHaveBeenCalledTimes(1);
      await store.recordAnswer(id, ANSWER);
      expect(told).toHaveBeenCalledTimes(2);
      await store.clear();
      expect(told).toHaveBeenCalledTimes(3);
      stop();
      await store.save(delivery(), ACCEPTED);
      expect(told).toHaveBeenCalledTimes(3);
    });
  });
}
