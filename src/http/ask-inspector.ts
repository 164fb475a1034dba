/** Tells why the inspector did not do what it was asked. */
export class InspectorError extends Error {
  override readonly name = 'InspectorError';
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
  signal?: AbortSignal,
): Promise<InspectorAnswer> {
  try {
    const response = await fetch(inspector + path, { ...(signal && { signal }) });
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  } catch (error) {
    signal?.throwIfAborted();
    throw new InspectorError(
      `The inspector does not answer at ${inspector}: start the receiver (npm start), or set INSPECTOR_PORT to the port that it prints.`,
      { cause: error },
    );
  }
}
