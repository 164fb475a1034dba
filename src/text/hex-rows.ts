const ROW_BYTES = 16;

/** Lays bytes out for people: in each row the offset, sixteen bytes in hex, and the same in ASCII. */
export function hexRows(bytes: Buffer): string[] {
  const rows: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += ROW_BYTES) {
    const row = bytes.subarray(offset, offset + ROW_BYTES);
    const hex = (row.toString('hex').match(/../g) ?? []).join(' ');
    const ascii = row.toString('latin1').replace(/[^\x20-\x7e]/g, '.');
    rows.push(`${offset.toString(16).padStart(6, '0')}  ${hex.padEnd(ROW_BYTES * 3)} ${ascii}`);
  }
  return rows;
}
