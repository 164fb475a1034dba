import { randomUUID } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';

/** Bytes in a piece of a text; in base64, three make four characters. */
const BYTES_AT_ONCE = 48 * 1024;

/** Bytes that are to stand in JSON as one string, however many they are. */
export class LongText {
  constructor(
    readonly bytes: Buffer,
    readonly encoding: 'utf8' | 'base64',
  ) {}
}

/** Writes JSON in pieces, none of which takes long, whatever `LongText` there is in it. */
export function* jsonPieces(value: unknown, indent = 0): Generator<string> {
  const mark = randomUUID(); // nothing that came from outside can have it
  const texts: LongText[] = [];
  const withMarks = JSON.stringify(
    value,
    (_key, item: unknown) => (item instanceof LongText ? (texts.push(item), mark) : item),
    indent,
  );
  const [start = '', ...rest] = withMarks.split(mark);
  yield start;
  for (const [index, after] of rest.entries()) {
    const text = texts[index];
    if (text !== undefined) yield* stringPieces(text);
    yield after;
  }
}

/** Writes JSON that has a list in it, in pieces: all of the list together may be larger than the memory. */
export async function* jsonListPieces(
  start: string,
  items: AsyncIterable<unknown>,
  end: string,
): AsyncGenerator<string> {
  yield start;
  let separator = '\n';
  for await (const item of items) {
    yield separator;
    yield* jsonPieces(item);
    separator = ',\n';
  }
  yield end;
}

/** Writes what stands between the quotes. */
function* stringPieces({ bytes, encoding }: LongText): Generator<string> {
  const decoder = new StringDecoder('utf8'); // a character may stand across two pieces
  for (let start = 0; start < bytes.length; start += BYTES_AT_ONCE) {
    const piece = bytes.subarray(start, start + BYTES_AT_ONCE);
    yield encoding === 'base64'
      ? piece.toString('base64')
      : JSON.stringify(decoder.write(piece)).slice(1, -1);
  }
}
