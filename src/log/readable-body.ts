import type { Delivery } from '../delivery/delivery';
import { headerOf } from '../http/message';
import { escapeLine, escapeLines } from '../text/escape';
import { hexRows } from '../text/hex-rows';
import { indentJson } from '../text/indent-json';
import { isText } from '../text/is-text';
import { startOfText } from '../text/start-of-text';

/** How much of a body a log entry shows. CircleCI's bodies have 1.3 to 2.4 kB. */
export const SHOWN_BODY_BYTES = 16 * 1024;
const SHOWN_INDENTED_CHARACTERS = 4 * SHOWN_BODY_BYTES;
const SHOWN_BINARY_BYTES = 256;

export interface ReadableBody {
  /** Safe to print, with newlines. */
  readonly text: string;
  /** Whether there is more than `text` shows. */
  readonly cut: boolean;
}

/**
 * Lays a body out for people: JSON indented, forms field by field, text as it is, anything else in hex.
 *
 * @param newline what each line but the first begins with
 */
export function readableBody(delivery: Delivery, newline = '\n'): ReadableBody {
  const { body } = delivery;
  // JSON first: what curl's -d sends is called a form, whatever it is.
  if (delivery.isJson && body.length <= SHOWN_BODY_BYTES && isText(body)) {
    const { text, cut } = indentJson(body.toString(), SHOWN_INDENTED_CHARACTERS, newline);
    return { text: escapeLines(text), cut };
  }
  const { text, cut } = otherBody(delivery);
  return { text: text.replaceAll('\n', newline), cut };
}

function otherBody({ body, headers }: Delivery): ReadableBody {
  if (!isText(body)) return hexDump(body);
  const text = startOfText(body, SHOWN_BODY_BYTES);
  if (body.length > SHOWN_BODY_BYTES) return { text: escapeLines(text), cut: true };
  const type = headerOf({ headers }, 'content-type') ?? '';
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(type);
  return { text: isForm ? formFields(text) : escapeLines(text), cut: false };
}

function formFields(text: string): string {
  return [...new URLSearchParams(text)]
    .map(([name, value]) => `${escapeLine(name)} = ${escapeLine(value)}`)
    .join('\n');
}

function hexDump(body: Buffer): ReadableBody {
  const shown = body.subarray(0, SHOWN_BINARY_BYTES);
  return { text: hexRows(shown).join('\n'), cut: body.length > shown.length };
}
