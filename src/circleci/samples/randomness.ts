/** Gives so many random bytes, as `randomBytes` of node:crypto does. */
export type RandomBytes = (size: number) => Uint8Array;

/** The digits of base 58, in which CircleCI writes the ids in a project's slug. */
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** What samples are made of that differs from one to the next. */
export interface Randomness {
  readonly uuid: () => string;
  readonly sha: () => string;
  /** Picks a whole number from `min` to `max`, both included. */
  readonly integer: (min: number, max: number) => number;
}

export function createRandomness(randomBytes: RandomBytes): Randomness {
  const bytes = (size: number): Buffer => Buffer.from(randomBytes(size));
  return {
    uuid: () => uuidOf(bytes(16), 4),
    sha: () => bytes(20).toString('hex'),
    integer: (min, max) => min + (bytes(6).readUIntBE(0, 6) % (max - min + 1)),
  };
}

/**
 * Writes sixteen bytes as a UUID.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-4
 */
export function uuidOf(bytes: Uint8Array, version: 3 | 4 | 5): string {
  const hex = Buffer.from(bytes).toString('hex');
  const variant = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `${version}${hex.slice(13, 16)}`,
    `${variant.toString(16)}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** Writes sixteen bytes in base 58, in 22 digits, as they stand in `circleci/<organization>/<project>`. */
export function base58Of(bytes: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let digits = '';
  while (digits.length < 22) {
    digits = (BASE58[Number(rest % 58n)] ?? '') + digits;
    rest /= 58n;
  }
  return digits;
}
