import { explainFetchError } from './fetch-problem';
import { createMessageReader } from './message-reader';
import { endOf, visible } from './visible';

/** Of the end of an output, in bytes. */
export const MAX_OUTPUT_BYTES = 64 * 1024;
const TIMEOUT_MS = 15_000;
/** One that is longer is not read to its end. */
const MAX_READ_BYTES = 256 * 1024 * 1024;

export interface StepOutput {
  /** The end of it, with what a terminal acts on spelled out. */
  readonly text: string;
  /** Whether there is more before that. */
  readonly isCut: boolean;
  /** A sentence, if it could not be read, or not to its end. */
  readonly problem?: string;
}

export interface OutputAccess {
  /** Of CircleCI. */
  readonly host: URL;
  /** Texts that what is read must not show. */
  readonly hidden: readonly string[];
  /** How much of the end is wanted; no more than 64 KB. */
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  readonly stopping?: AbortSignal | undefined;
}

/**
 * Reads the end of a step's output. Its address leads to another host, which gets no token: it is signed itself.
 *
 * @throws AbortError if it is to stop
 */
export async function readStepOutput(address: string, access: OutputAccess): Promise<StepOutput> {
  const { timeoutMs = TIMEOUT_MS, stopping } = access;
  if (!mayAsk(address, access.host)) {
    return failed('CircleCI names an address for its output that is not asked: it is no https.');
  }
  const timeout = AbortSignal.timeout(timeoutMs);
  const tail = createTail();
  try {
    const response = await fetch(address, {
      redirect: 'error',
      signal: stopping === undefined ? timeout : AbortSignal.any([timeout, stopping]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return failed(whyRefused(response.status));
    }
    const isWhole = await readInto(tail, response);
    return {
      ...tail.read(access),
      ...(!isWhole && { problem: 'Its output is too long: this is not the end of it.' }),
    };
  } catch (error) {
    stopping?.throwIfAborted();
    const why = explainFetchError(error, timeoutMs);
    return { ...tail.read(access), problem: `Its output could not be read: ${why}.` };
  }
}

/** Tells whether an address may be asked. Plain http is for who has CircleCI itself behind it, on this machine. */
function mayAsk(address: string, host: URL): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username } = new URL(address);
  const isLocal = protocol === 'http:' && host.protocol === 'http:' && hostname === host.hostname;
  return username === '' && (protocol === 'https:' || isLocal);
}

function failed(problem: string): StepOutput {
  return { text: '', isCut: false, problem };
}

function whyRefused(status: number): string {
  return status === 404 || status === 403 || status === 410
    ? `Its output is not there any more (${status}): CircleCI keeps it for a limited time.`
    : `Its output could not be read: it was answered ${status}.`;
}

interface Tail {
  readonly push: (text: string) => void;
  readonly read: (access: OutputAccess) => Pick<StepOutput, 'text' | 'isCut'>;
}

/** Keeps the end of what is pushed. */
function createTail(): Tail {
  let kept = '';
  let isCut = false;
  return {
    push(text) {
      kept += text;
      if (kept.length <= 4 * MAX_OUTPUT_BYTES) return;
      kept = kept.slice(-2 * MAX_OUTPUT_BYTES); // more than is given, so that it can begin with a line
      isCut = true;
    },
    read({ hidden, maxBytes = MAX_OUTPUT_BYTES }) {
      const text = visible(hidden.reduce((all, one) => all.replaceAll(one, '[hidden]'), kept));
      const end = endOf(text, maxBytes);
      return { text: end, isCut: isCut || end.length < text.length };
    },
  };
}

/** Gives whether that was all. */
async function readInto(tail: Tail, { body }: Response): Promise<boolean> {
  const decoder = new TextDecoder();
  const readMessages = createMessageReader();
  let isJson: boolean | undefined;
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_READ_BYTES) return false;
    const text = decoder.decode(chunk, { stream: true });
    if (text.trim() !== '') isJson ??= text.trimStart().startsWith('[');
    tail.push(isJson === true ? readMessages(text) : text);
  }
  return true;
}
