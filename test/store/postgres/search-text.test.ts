import fc from 'fast-check';
import { likePattern, searchedText } from '../../../src/store/postgres/search-text';
import { anyCase, findsText } from '../../../src/store/text-patterns';

/** Looks for a text as LIKE does with its pattern. */
function isFound(text: string, body: string, values: readonly string[] = []): boolean {
  const wanted = likePattern(text).slice(1, -1).replace(/\\(.)/g, '$1');
  return searchedText(Buffer.from(body), values).includes(wanted);
}

test('takes all cases of a character for the same', () => {
  const characters = Array.from({ length: 0x11_0000 }, (_, code) => code)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCodePoint(code));
  const cased = characters.filter((one) => one.toLowerCase() !== one || one.toUpperCase() !== one);
  expect(cased.length).toBeGreaterThan(2_000);
  const all = cased.join('');
  const apart = cased.flatMap((one) => {
    const others = [...all.matchAll(new RegExp(anyCase(one), 'giu'))].map(([other]) => other);
    return [...others, one.toLowerCase(), one.toUpperCase()]
      .filter((other) => likePattern(other) !== likePattern(one))
      .map((other) => `${one} ${other}`);
  });
  expect(apart).toEqual([]);
});

/** All but what begins an escape: that could begin one with what follows. */
const CHARACTER = fc.constantFrom(...Array.from('aZé ß☕😀"_+/=&\n\t.0'));

/** The ways in which JSON or a form may have a character. */
function escapesOf(character: string): string[] {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const hex = Buffer.from(character).toString('hex');
  return [
    character,
    JSON.stringify(character).slice(1, -1),
    units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join(''),
    hex.replace(/../g, '%$&'),
    character === ' ' ? '+' : character,
  ];
}

test('finds every text that the tests of a filter find, however it is escaped', () => {
  const written = fc.array(
    CHARACTER.chain((character) =>
      fc.record({
        character: fc.constant(character),
        as: fc.constantFrom(...escapesOf(character)),
      }),
    ),
    { minLength: 1, maxLength: 8 },
  );
  const around = fc.constantFrom('', '{"a":"', 'a=', ' "');
  fc.assert(
    fc.property(around, written, (before, characters) => {
      const text = characters.map(({ character }) => character).join('');
      const body = `${before}${characters.map(({ as }) => as).join('')}"}`;
      fc.pre(findsText(text)(Buffer.from(body)));
      expect(isFound(text, body)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['C:\\a 100%', '{"path":"C:\\\\a 100%"}'],
  ['C:\\a 100%', '{"path":"C:\\u005ca 100\\u0025"}'],
  ['C:\\a 100%', 'path=C%3a%5ca+100%25'],
])('finds %s in %s', (text, body) => {
  expect(findsText(text)(Buffer.from(body))).toBe(true);
  expect(isFound(text, body)).toBe(true);
});

test('finds parts of values, and texts that Postgres could not hold', () => {
  expect(isFound('WEB\u0000\ud800', '{}', ['shop/web\u0000\ud800x'])).toBe(true);
  expect(isFound('_%', '{}', ['a_%b'])).toBe(true);
  expect(isFound('other', '{}', ['shop'])).toBe(false);
  expect(likePattern('a_b%')).toBe('%a\\_b\\%%');
  expect(searchedText(Buffer.from('\u0000\\ud800'), [])).not.toMatch(/\0|\p{Surrogate}/u);
});
