import { sign } from '../../circleci/signature';
import { withHeader, type Header } from '../../http/message';

/** Puts one signature into the headers, or none. */
export function withSignature(
  headers: readonly Header[],
  signature: string | undefined,
): readonly Header[] {
  return withHeader(headers, 'Circleci-Signature', signature);
}

/** Gives the headers with a signature of a body, or without one if there is no secret. */
export function signedHeaders(
  headers: readonly Header[],
  body: Buffer,
  secret: string | undefined,
): readonly Header[] {
  return withSignature(headers, secret === undefined ? undefined : sign(body, secret));
}

/** Changes a body by one letter or digit, the last one; JSON stays JSON. */
export function tamperWith(body: Buffer): Buffer {
  const changed = Buffer.from(body);
  for (let index = body.length - 1; index >= 0; index -= 1) {
    const character = String.fromCharCode(body[index] ?? 0);
    if (/[0-9a-z]/i.test(character)) {
      changed.write(
        character === '1' ? '2' : /\d/.test(character) ? '1' : swapped(character),
        index,
      );
      return changed;
    }
  }
  return Buffer.concat([body, Buffer.from(' ')]);
}

function swapped(letter: string): string {
  return letter === 'a' ? 'b' : 'a';
}
