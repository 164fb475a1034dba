import { eventTitle } from '../circleci/summary';
import { bodySize, type Delivery } from '../delivery/delivery';
import { escapeJson } from '../text/escape';
import { withoutSecrets } from '../delivery/secrets';
import { readableHeaders } from '../http/message';
import { isText } from '../text/is-text';
import { startOfText } from '../text/start-of-text';
import { SHOWN_BODY_BYTES } from './readable-body';

/** Formats a delivery for programs: one line of JSON, without the newline at its end; a brief one without headers and body. */
export function formatJsonLine(delivery: Delivery, brief = false): string {
  const { answer, signature } = delivery;
  const { url, headers } = withoutSecrets(delivery);
  return escapeJson(
    JSON.stringify({
      time: delivery.receivedAt.toISOString(),
      remoteAddress: delivery.remoteAddress,
      method: delivery.method,
      url,
      httpVersion: delivery.httpVersion,
      status: answer?.status ?? null,
      durationMs: answer === undefined ? null : Number(answer.durationMs.toFixed(3)),
      bodyBytes: bodySize(delivery) ?? null,
      event: delivery.event === undefined ? null : eventTitle(delivery.event),
      verdict: signature.verdict,
      reason: 'reason' in signature ? signature.reason : null,
      hints: delivery.hints,
      notes: delivery.notes,
      duplicateOf: delivery.duplicateOf ?? null,
      replayOf: delivery.replayOf ?? null,
      ...(delivery.edited && { edited: true }),
      ...(delivery.chosenAnswer && { chosenAnswer: delivery.chosenAnswer }),
      ...(!brief && { headers: readableHeaders(headers), ...bodyFields(delivery) }),
    }),
  );
}

function bodyFields({ body, bodyProblem }: Delivery): Readonly<Record<string, unknown>> {
  if (bodyProblem !== undefined) return { body: null, bodyProblem };
  const truncated = body.length > SHOWN_BODY_BYTES ? { bodyTruncated: true } : {};
  return isText(body)
    ? { body: startOfText(body, SHOWN_BODY_BYTES), ...truncated }
    : { bodyBase64: body.toString('base64', 0, SHOWN_BODY_BYTES), ...truncated };
}
