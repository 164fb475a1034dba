import { sign } from '../../circleci/signature';
import type { Header } from '../../delivery';

const SIGNATURE = 'Circleci-Signature';

function isSignature([name]: Header): boolean {
  return name.toLowerCase() === SIGNATURE.toLowerCase();
}

/** Has one signature in the headers: where one stood, else before what tells the body's type; or none. */
export function withSignature(
  headers: readonly Header[],
  signature: string | undefined,
): readonly Header[] {
  const others = headers.filter((header) => !isSignature(header));
  if (signature === undefined) return others;
  const stood = headers.findIndex(isSignature);
  const type = others.findIndex(([name]) => name.toLowerCase() === 'content-type');
  const place = stood >= 0 ? stood : type >= 0 ? type : others.length;
  return [...others.slice(0, place), [SIGNATURE, signature], ...others.slice(place)];
}

/** The headers with a signature of a body, or without one where there is no secret. */
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
