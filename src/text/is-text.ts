import { isUtf8 } from 'node:buffer';

/** Tells whether a body is text, rather than binary. */
export function isText(body: Buffer): boolean {
  return isUtf8(body) && !body.includes(0);
}
