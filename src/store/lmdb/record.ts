/*
 * How values lie in LMDB: texts with their lengths in front, and bytes behind them. Lists read the first text
 * of thousands of records, and none of the bytes.
 */

const LENGTH_BYTES = 4;

/** The most bytes that UTF-8 takes for a unit of a string. */
const MAX_BYTES_PER_UNIT = 3;

/** Memory that is used again and again: LMDB copies a value at once. */
let scratch = Buffer.allocUnsafeSlow(64 * 1024);

/** Packs texts, and bytes behind them, into one value, which is there until the next is packed. */
export function pack(texts: readonly string[], bytes: Uint8Array): Buffer {
  const most = texts.reduce(
    (sum, text) => sum + LENGTH_BYTES + text.length * MAX_BYTES_PER_UNIT,
    bytes.length,
  );
  if (most > scratch.length) scratch = Buffer.allocUnsafeSlow(most);
  let offset = 0;
  for (const text of texts) {
    const length = scratch.write(text, offset + LENGTH_BYTES);
    scratch.writeUInt32LE(length, offset);
    offset += LENGTH_BYTES + length;
  }
  scratch.set(bytes, offset);
  return scratch.subarray(0, offset + bytes.length);
}

/**
 * Reads the first text of a value.
 *
 * @throws {RangeError} if the value is shorter than it says
 */
export function firstText(record: Buffer): string {
  return textAt(record, 0);
}

/**
 * Reads so many texts of a value, and a copy of the bytes behind them.
 *
 * @throws {RangeError} if the value is shorter than it says
 */
export function unpack(record: Buffer, count: number): { texts: string[]; bytes: Buffer } {
  const texts: string[] = [];
  let offset = 0;
  for (let index = 0; index < count; index += 1) {
    texts.push(textAt(record, offset));
    offset += LENGTH_BYTES + record.readUInt32LE(offset);
  }
  return { texts, bytes: Buffer.from(record.subarray(offset)) };
}

/**
 * Reads the last of so many texts of a value.
 *
 * @throws {RangeError} if the value is shorter than it says
 */
export function lastText(record: Buffer, count: number): string {
  return textAt(record, offsetBehind(record, count - 1));
}

/** Gives the bytes behind the texts where they lie, without copying them. */
export function bytesBehind(record: Buffer, count: number): Buffer {
  return record.subarray(offsetBehind(record, count));
}

function offsetBehind(record: Buffer, count: number): number {
  let offset = 0;
  for (let index = 0; index < count; index += 1) {
    offset += LENGTH_BYTES + record.readUInt32LE(offset);
  }
  return offset;
}

function textAt(record: Buffer, offset: number): string {
  const start = offset + LENGTH_BYTES;
  const end = start + record.readUInt32LE(offset);
  if (end > record.length) throw new RangeError('The record is shorter than it says.');
  return record.toString('utf8', start, end);
}
