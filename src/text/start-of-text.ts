import { StringDecoder } from 'node:string_decoder';

/** Gives the start of a text in UTF-8, without a character that is cut in two. */
export function startOfText(bytes: Buffer, maxBytes: number): string {
  if (bytes.length <= maxBytes) return bytes.toString();
  return new StringDecoder('utf8').write(bytes.subarray(0, maxBytes));
}
