import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { bareHost } from '../http/loopback';

const LOOK_EVERY_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Gives the host and port that a URL leads to. */
function endOf({ protocol, hostname, port }: URL): { host: string; port: number } {
  const usual = protocol === 'https:' ? 443 : 80;
  return { host: bareHost(hostname), port: port === '' ? usual : Number(port) };
}

/** Tells whether something takes connections at a URL. */
export async function isListening(url: URL, signal?: AbortSignal): Promise<boolean> {
  const socket = connect({ ...endOf(url), autoSelectFamily: true });
  const timeout = AbortSignal.timeout(CONNECT_TIMEOUT_MS);
  try {
    await once(socket, 'connect', {
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return true;
  } catch {
    return false; // whatever the reason is, it is to be tried again
  } finally {
    socket.destroy();
  }
}

/**
 * Waits until something takes connections at a URL.
 *
 * @returns whether something does; false if `signal` ended the waiting
 */
export async function untilListening(url: URL, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined); // the signal says so
    if (await isListening(url, signal)) return true;
  }
  return false;
}
