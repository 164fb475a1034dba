import fc from 'fast-check';
import { jsonListPieces, jsonPieces, LongText } from '../../src/inspector/json-pieces';

const TEXT = `"quoted" \\ \u0001 é 🛒 ${'x'.repeat(11)}`;

test.each([0, 2])('is what JSON.stringify writes, with an indent of %i', (indent) => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = [...jsonPieces(value, indent)].join('');
      expect(json).toBe(JSON.stringify(value, null, indent));
    }),
  );
});

test('has long texts in pieces, and characters whole', () => {
  for (let shift = 0; shift < 4; shift += 1) {
    const text = '-'.repeat(shift) + TEXT.repeat(10_000);
    const bytes = Buffer.from(text);
    const value = { utf8: new LongText(bytes, 'utf8'), list: [new LongText(bytes, 'base64')] };
    const pieces = [...jsonPieces(value)];
    expect(JSON.parse(pieces.join(''))).toEqual({ utf8: text, list: [bytes.toString('base64')] });
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(128 * 1024);
  }
});

test('a list is JSON however many are in it', async () => {
  for (const list of [[], [1], [{ a: 1 }, 'b', null]]) {
    let json = '';
    const items = (async function* () {
      yield* await Promise.resolve(list);
    })();
    for await (const piece of jsonListPieces('{"list":[', items, ']}')) json += piece;
    expect(JSON.parse(json)).toEqual({ list });
  }
});
