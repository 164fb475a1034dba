import { randomBytes as cryptoRandomBytes } from 'node:crypto';
import { requestHeaders } from '../request-headers';
import { bodyOf, createSamples, type SampleBody, type SamplesOptions } from './samples';
import type { SampleSettings, SampleType } from './settings';
import { sign } from '../signature';

export interface SampleRequestOptions extends Partial<SamplesOptions> {
  /** To sign with; without it, there is no signature, as if a webhook has no Secret token. */
  readonly secret?: string;
}

/** What to post to an app that is tested: `POST`, with these. */
export interface SampleRequest {
  /** Their names are in lower case, as in the `headers` of a request that was received. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: SampleBody;
}

/**
 * Makes a delivery as CircleCI sends it, of an event that happens now.
 *
 * @example
 * const { headers, body } = sampleRequest('workflow-completed', { status: 'failed' }, { secret });
 * await fetch(url, { method: 'POST', headers, body });
 */
export function sampleRequest(
  type: SampleType,
  settings: SampleSettings = {},
  { secret, clock = Date.now, randomBytes = cryptoRandomBytes }: SampleRequestOptions = {},
): SampleRequest {
  const body = bodyOf(createSamples({ clock, randomBytes }).event(type, settings));
  const signature = secret === undefined ? undefined : sign(body, secret);
  const headers = requestHeaders(type, signature).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  return { headers: Object.fromEntries(headers), body };
}
