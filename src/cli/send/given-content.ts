import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseBody } from '../../circleci/summary';
import { parseFixture } from '../../delivery/fixture';
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
 * @throws {UsageError} if the file cannot be read
 * @throws {CommandError} if the delivery cannot be had, or not whole
 */
export async function givenContent(
  given: Given,
  inspectorPort: Context['inspectorPort'],
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
    return fail(`--file ${JSON.stringify(path)} cannot be read (${codeOf(error)}).`);
  }
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

/** Asks for all of a delivery, which may be larger than what is shown of an answer elsewhere. */
async function askInspector(
  inspector: string,
  path: string,
): Promise<{ readonly status: number; readonly body: Buffer }> {
  try {
    const response = await fetch(inspector + path);
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  } catch (error) {
    throw new CommandError(
      `The inspector does not answer at ${inspector}: start the receiver (npm start), or set INSPECTOR_PORT to the port that it prints.`,
      { cause: error },
    );
  }
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
