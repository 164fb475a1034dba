import type { RequestListener } from 'node:http';
import { listen, ListenError, type RunningServer } from '../http/server';
import type { Inspected } from './inspected';

/** Only this machine may look: what was received, and the means to send it, are private. */
const LOOPBACK = '127.0.0.1';
const MAX_TRIED_PORTS = 100;
const MAX_PORT = 65_535;

/**
 * Serves the inspector on a port of the loopback or, where that is taken, the next free one.
 *
 * @throws {ListenError} where none of the next hundred is free
 */
export async function listenInspector(inspected: Inspected, port: number): Promise<RunningServer> {
  const inspector = createAtFirstCall(inspected);
  const last = Math.min(port + MAX_TRIED_PORTS, MAX_PORT);
  for (let tried = port; ; tried += 1) {
    try {
      return await listen(inspector, { port: tried, host: LOOPBACK, portName: 'INSPECTOR_PORT' });
    } catch (error) {
      if (!(error instanceof ListenError) || !error.portInUse || tried >= last) throw error;
    }
  }
}

/** Loads the inspector with the first call: it is nearly half of the code, and a start should not wait for it. */
function createAtFirstCall(inspected: Inspected): RequestListener {
  let inspector: Promise<RequestListener> | undefined;
  return (req, res) => {
    inspector ??= import('./inspector').then(({ createInspector }) => createInspector(inspected));
    void inspector.then((answer) => {
      answer(req, res);
    });
  };
}
