import { summariseEvent } from '../../../src/circleci/summary';
import type { Delivery } from '../../../src/delivery/delivery';
import { ANSWER, delivery } from '../../support/delivery';
import { WORKFLOW_COMPLETED_BODY } from '../../support/fixtures';
import { turnsDuring } from '../../support/turns';
import { ACCEPTED, REFUSED, identified, unanswered, urls, type Open } from './store-under-test';

/** Tests what each filter lets through. */
export function describeFilters(open: Open): void {
  describe('filters by', () => {
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
      const { store } = await open();
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
  ])('finds %s in the text of JSON, and in its bytes', async (_, text, body) => {
    const { store } = await open();
    await store.save(delivery({ url: '/wanted', body: Buffer.from(body) }), ACCEPTED);
    await store.save(delivery({ url: '/other', body: Buffer.from('{"a":"axxb"}') }), ACCEPTED);
    expect(await urls(store, { filter: { text } })).toEqual(['/wanted']);
  });

  test('lets others run while it searches large bodies', async () => {
    const { store } = await open();
    const body = Buffer.alloc(1024 * 1024, 'x');
    for (let count = 0; count < 60; count += 1) await store.save(delivery({ body }), ACCEPTED);
    const turns = await turnsDuring(async () => {
      const { deliveries } = await store.list({ limit: 50, filter: { text: 'nowhere' } });
      expect(deliveries).toEqual([]);
    });
    expect(turns).toBeGreaterThan(2);
  });

  test('stops a search that is not waited for any more', async () => {
    const { store } = await open();
    const body = Buffer.alloc(1024 * 1024, 'x');
    for (let count = 0; count < 20; count += 1) await store.save(delivery({ body }), ACCEPTED);
    const reader = new AbortController();
    const filter = { text: 'nowhere' };
    const searched = store.list({ limit: 50, filter, signal: reader.signal });
    reader.abort();
    await expect(searched).rejects.toThrow('aborted');
  });
}
