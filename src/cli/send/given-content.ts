import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isMap } from '../../circleci/read';
import { parseBody } from '../../circleci/summary';
import { parseFixture } from '../../delivery/fixture';
import { askInspector } from '../../http/ask-inspector';
import { parseRequest } from '../../http/message';
import { codeOf } from '../../text/code-of';
import { CommandError, fail } from '../framework/errors';
import { contentOf, type Content } from './content';
import type { Context } from './context';
import type { Given } from './tasks';

/** A delivery as the inspector's API gives it, and as it is downloaded: only what is needed here. */
const capturedSchema = z.looseObject({
  request: z.looseObject({ raw: z.base64() }),
  body_problem: z.string().nullish(),
});

/**
 * Gets what --file or --delivery names.
 *
 * @param inspectorPort gives undefined if there is no inspector
 * @throws {UsageError} if the file cannot be read, or has nothing that can be sent
 * @throws {CommandError} if the delivery cannot be had, or not whole
 */
export async function givenContent(
  given: Given,
  inspectorPort: Context['inspectorPort'],
): Promise<Content> {
  if (given.from === 'delivery') return keptDelivery(given.id, inspectorPort());
  const body = inUtf8(readFile(given.path));
  const content = parseFixture(body.toString('utf8')) ?? capturedContent(parseBody(body));
  if (content !== undefined) return content;
  const problem = whyNoEvent(body);
  return problem === undefined
    ? contentOf(body)
    : fail(`--file ${JSON.stringify(given.path)} cannot be sent: it ${problem}.`);
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    return fail(`--file ${JSON.stringify(path)} cannot be read (${codeOf(error)}).`);
  }
}

/** Decodes what editors and PowerShell write; a body of CircleCI is UTF-8, and has no mark of it at its start. */
function inUtf8(bytes: Buffer): Buffer {
  const encoding = encodingOf(bytes);
  return encoding === undefined ? bytes : Buffer.from(new TextDecoder(encoding).decode(bytes));
}

/** Tells the encoding by the mark, or by where the zeros of UTF-16 are: JSON begins with ASCII. */
function encodingOf([first, second, third]: Buffer): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (second === 0) return 'utf-16le';
  return first === 0 ? 'utf-16be' : undefined;
}

/** Says why something else than a fixture or a delivery is no event either; undefined if it is one. */
function whyNoEvent(body: Buffer): string | undefined {
  if (body.length === 0) return 'is empty';
  const json = parseBody(body);
  if (json === undefined) return 'is not JSON';
  if (!isMap(json)) return 'is JSON, but no map, as an event, a fixture or a delivery is';
  if ('fixture' in json) {
    return 'is a fixture, but not with all of fixture: 1, headers, and body, body_text or body_base64';
  }
  if ('request' in json) return 'is a delivery, but its request.raw is none in base64';
  return 'type' in json ? undefined : 'has no type, as an event has';
}

async function keptDelivery(id: string, inspectorPort: number | undefined): Promise<Content> {
  if (inspectorPort === undefined) {
    throw new CommandError(
      'There is no inspector to have the delivery from: set INSPECTOR_PORT to its port, as the receiver prints it.',
    );
  }
  const inspector = `http://127.0.0.1:${inspectorPort}`;
  const path = `/api/requests/http/${encodeURIComponent(id)}?secrets=1`;
  const answer = await askInspector(inspector, path);
  if (answer.status === 404) {
    throw new CommandError(`No delivery ${JSON.stringify(id)} is kept: ${inspector} lists them.`);
  }
  const content = capturedContent(parseBody(answer.body));
  if (content === undefined) {
    throw new CommandError(
      `What answers at ${inspector} is not the inspector: set INSPECTOR_PORT to its port, as the receiver prints it.`,
    );
  }
  return content;
}

/** Reads the request in a captured one; undefined if there is none. */
function capturedContent(json: unknown): Content | undefined {
  const { data } = capturedSchema.safeParse(json);
  const request = data && parseRequest(Buffer.from(data.request.raw, 'base64'));
  if (data?.body_problem) {
    throw new CommandError('The body of that delivery was not kept whole: it cannot be sent.');
  }
  return request;
}
