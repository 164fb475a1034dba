/** What an app's answer to a delivery means. */
export interface Judgement {
  /** Why it does not have the delivery; undefined if it has. */
  readonly error?: string;
  /** Whether asking again is of no use. */
  readonly isFinal?: true;
  /** How long the app wants to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** The longest that an app may have a delivery wait. */
const MAX_RETRY_AFTER_MS = 60 * 60_000;

/** Answers that a later try may turn out otherwise for: https://www.rfc-editor.org/rfc/rfc9110#section-15.5 */
const TRY_AGAIN = [408, 429];

/**
 * Judges an answer: 2xx is done, 408, 429 and 5xx are to be tried again, and all else is the app's last word.
 *
 * @param retryAfter the header of that name
 * @param now in milliseconds since 1970
 */
export function judge(status: number, retryAfter: string | undefined, now: number): Judgement {
  if (status >= 200 && status < 300) return {};
  const error = `It answered ${status}${status >= 300 && status < 400 ? '; redirects are not followed' : ''}.`;
  if (status < 500 && !TRY_AGAIN.includes(status)) return { error, isFinal: true };
  const retryAfterMs = parseRetryAfter(retryAfter, now);
  return { error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Reads seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function parseRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return wait > 0 ? Math.min(wait, MAX_RETRY_AFTER_MS) : undefined;
}
