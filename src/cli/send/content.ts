import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseBody } from '../../circleci/summary';
import { requestHeaders } from '../../circleci/request-headers';
import { parseFixture } from '../../delivery/fixture';
import { parseRawRequest } from '../../http/raw-request';
import type { OutgoingRequest } from '../../http/send-request';
import type { Given } from './commands';
import type { SenderConfig } from './sender-config';
import { UsageError } from './usage-error';

/** What is to be sent, unsigned. */
export interface Content extends Pick<OutgoingRequest, 'headers' | 'body'> {
  readonly method?: string;
  /** Undefined where it is the URL's. */
  readonly path?: string;
}

/** Tells why there is nothing to send. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
}

/** A delivery as the inspector's API gives it, and as it is downloaded: only what is needed here. */
const capturedSchema = z.looseObject({
  request: z.looseObject({ raw: z.base64() }),
  body_problem: z.string().nullish(),
});

const typeSchema = z.looseObject({ type: z.string() });

/** A body with the headers that CircleCI sends along. */
export function contentOf(body: Buffer): Content {
  const { data } = typeSchema.safeParse(parseBody(body));
  return { headers: requestHeaders(data?.type), body };
}

/**
 * Gets what --file or --delivery names.
 *
 * @param inspectorPort gives undefined where there is no inspector
 * @throws {UsageError} where the file cannot be read
 * @throws {ContentError} where the delivery cannot be had, or not whole
 */
export async function givenContent(
  given: Given,
  inspectorPort: SenderConfig['inspectorPort'],
): Promise<Content> {
  if (given.from === 'delivery') return keptDelivery(given.id, inspectorPort());
  const bytes = readFile(given.path);
  const json = parseBody(bytes);
  return parseFixture(json) ?? capturedContent(json) ?? contentOf(bytes);
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new UsageError(`--file ${JSON.stringify(path)} cannot be read (${code}).`);
  }
}

async function keptDelivery(id: string, inspectorPort: number | undefined): Promise<Content> {
  if (inspectorPort === undefined) {
    throw new ContentError(
      'There is no inspector to have the delivery from: set INSPECTOR_PORT to its port, as the receiver prints it.',
    );
  }
  const inspector = `http://127.0.0.1:${inspectorPort}`;
  const answer = await askInspector(
    inspector,
    `/api/requests/http/${encodeURIComponent(id)}?secrets=1`,
  );
  if (answer.status === 404) {
    throw new ContentError(`No delivery ${JSON.stringify(id)} is kept: ${inspector} lists them.`);
  }
  const content = capturedContent(parseBody(answer.body));
  if (content === undefined) {
    throw new ContentError(
      `What answers at ${inspector} is not the inspector: set INSPECTOR_PORT to its port, as the receiver prints it.`,
    );
  }
  return content;
}

/** A delivery may be larger than what is shown of an answer elsewhere. */
async function askInspector(
  inspector: string,
  path: string,
): Promise<{ readonly status: number; readonly body: Buffer }> {
  try {
    const response = await fetch(inspector + path);
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  } catch (error) {
    throw new ContentError(
      `The inspector does not answer at ${inspector}: start the receiver (npm start), or set INSPECTOR_PORT to the port that it prints.`,
      { cause: error },
    );
  }
}

/** The request in a captured one; undefined where there is none. */
function capturedContent(json: unknown): Content | undefined {
  const { data } = capturedSchema.safeParse(json);
  const request = data && parseRawRequest(Buffer.from(data.request.raw, 'base64'));
  if (data?.body_problem) {
    throw new ContentError('The body of that delivery was not kept whole: it cannot be sent.');
  }
  return request;
}
