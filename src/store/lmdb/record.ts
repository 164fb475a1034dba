/*
 * How values lie in LMDB: texts with their lengths in front, and bytes behind them. Lists read the first text
 * of thousands of records, and none of the bytes.
 */

const LENGTH_BYTES = 4;

/** Packs texts, and bytes behind them, into one value. */
export function pack(texts: readonly string[], bytes: Uint8Array): Buffer {
  const sizes = texts.map((text) => Buffer.byteLength(text));
  const record = Buffer.allocUnsafe(
    sizes.reduce((sum, size) => sum + LENGTH_BYTES + size, bytes.length),
  );
  let offset = 0;
  for (const [index, text] of texts.entries()) {
    offset = record.writeUInt32LE(sizes[index] ?? 0, offset);
    offset += record.write(text, offset);
  }
  record.set(bytes, offset);
  return record;
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

/** Gives the bytes behind the texts where they lie, without copying them. */
export function bytesBehind(record: Buffer, count: number): Buffer {
  let offset = 0;
  for (let index = 0; index < count; index += 1) {
    offset += LENGTH_BYTES + record.readUInt32LE(offset);
  }
  return record.subarray(offset);
}

function textAt(record: Buffer, offset: number): string {
  const start = offset + LENGTH_BYTES;
  const end = start + record.readUInt32LE(offset);
  if (end > record.length) throw new RangeError('The record is shorter than it says.');
  return record.toString('utf8', start, end);
}
