import { randomBytes as cryptoRandomBytes } from 'node:crypto';
import { requestHeaders } from '../request-headers';
import { bodyOf, createSamples, type SamplesOptions } from './samples';
import type { SampleSettings, SampleType } from './settings';
import { sign } from '../signature';

export interface SampleRequestOptions extends Partial<SamplesOptions> {
  /** To sign with; without it, there is no signature, as where a webhook has no Secret token. */
  readonly secret?: string;
}

/** What to post to an app that is tested: `POST`, with these. */
export interface SampleRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** Of memory that is not shared: `fetch` in the types of browsers, which are there by default, takes no other. */
  readonly body: Buffer<ArrayBuffer>;
}

/**
 * Makes a delivery as CircleCI sends it, of an event that happens now.
 *
 * ```ts
 * const { headers, body } = sampleRequest('workflow-completed', { status: 'failed' }, { secret });
 * await fetch(url, { method: 'POST', headers, body });
 * ```
 */
export function sampleRequest(
  type: SampleType,
  settings: SampleSettings = {},
  { secret, clock = Date.now, randomBytes = cryptoRandomBytes }: SampleRequestOptions = {},
): SampleRequest {
  const body = bodyOf(createSamples({ clock, randomBytes }).event(type, settings));
  const signature = secret === undefined ? undefined : sign(body, secret);
  return { headers: Object.fromEntries(requestHeaders(type, signature)), body };
}
