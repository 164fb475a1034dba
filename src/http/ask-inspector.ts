import { z } from 'zod';
import { parseBody } from '../circleci/summary';

/** Tells why the inspector did not do what it was asked. */
export class InspectorError extends Error {
  override readonly name = 'InspectorError';
}

interface Question {
  readonly method?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** All of an inspector's answer. */
interface InspectorAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * Asks a running inspector.
 *
 * @param inspector as in `http://127.0.0.1:4041`
 * @throws {InspectorError} if none answers
 * @throws the signal's reason
 */
export async function askInspector(
  inspector: string,
  path: string,
  { method = 'GET', json, signal }: Question = {},
): Promise<InspectorAnswer> {
  try {
    const response = await fetch(inspector + path, {
      method,
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...(signal && { signal }),
    });
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  } catch (error) {
    signal?.throwIfAborted();
    throw new InspectorError(
      `The inspector does not answer at ${inspector}: start the receiver (npm start), or set INSPECTOR_PORT to the port that it prints.`,
      { cause: error },
    );
  }
}

const problemSchema = z.looseObject({ msg: z.string() });

/**
 * Asks a running inspector for JSON.
 *
 * @param schema of the answer; of an empty one, undefined is read
 * @throws {InspectorError} if none answers, or it refuses, or the answer is another
 * @throws the signal's reason
 */
export async function askForJson<Schema extends z.ZodType>(
  inspector: string,
  path: string,
  schema: Schema,
  question: Question = {},
): Promise<z.output<Schema>> {
  const { status, body } = await askInspector(inspector, path, question);
  const json = parseBody(body);
  const parsed = schema.safeParse(json);
  if (status < 300 && parsed.success) return parsed.data;
  const problem = problemSchema.safeParse(json).data?.msg;
  throw new InspectorError(problem ?? `What answers at ${inspector} is not the inspector.`);
}
