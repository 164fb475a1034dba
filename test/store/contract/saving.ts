import { ANSWER, delivery } from '../../support/delivery';
import { ACCEPTED, REFUSED, unanswered, type Open } from './store-under-test';

/** Tests what is kept of a delivery. */
export function describeSaving(open: Open): void {
  describe('keeps', () => {
    test('all of a delivery, byte for byte, also through a restart', async () => {
      const { store, reopen } = await open();
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
      const { store } = await open();
      const { id } = await store.save(delivery(), REFUSED);
      expect((await store.get(id))?.answer).toEqual(ANSWER);
      expect((await store.list({ limit: 1 })).deliveries[0]?.answer).toEqual({
        status: ANSWER.status,
        durationMs: ANSWER.durationMs,
      });
    });

    test('64 KB of a refused body, and says that there was more', async () => {
      const { store } = await open();
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
        const { store } = await open();
        expect(await store.get(id)).toBeUndefined();
      },
    );

    test('no answer for what is not kept', async () => {
      const { store } = await open();
      const { id } = await store.save(unanswered(), ACCEPTED);
      await store.clear();
      await store.recordAnswer(id, ANSWER);
      expect(await store.get(id)).toBeUndefined();
    });
  });

  describe('orders', () => {
    test('ids by arrival, also within a millisecond and when the clock is set back', async () => {
      let now = 1_700_000_000_000;
      const { store, reopen } = await open({ clock: () => now });
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
  });
}
