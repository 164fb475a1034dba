import { fail } from './errors';

/**
 * Reads the URL that --url gives.
 *
 * @param example shows a right one
 * @throws {UsageError} if it is none of the web, or has a password in it
 */
export function parseWebUrl(text: string, example: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isRight = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '';
  return isRight ? url : fail(`--url ${JSON.stringify(text)} is no address as ${example} is.`);
}

/** Of a receiver that the internet reaches. */
export const PUBLIC_EXAMPLE = 'https://ci.example.com/hooks';
