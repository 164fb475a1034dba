import { listen as listenHere, type Listen, type RunningServer } from '../http/server';
import type { Inspector } from './inspector';
import type { InspectorOptions } from './inspector-options';

/** Only this machine may look: what was received, and the means to send it, are private. */
const LOOPBACK = '127.0.0.1';
const MAX_TRIED_PORTS = 100;
const MAX_PORT = 65_535;

/**
 * Serves the inspector on a port of the loopback or, if that is taken, the next free one.
 *
 * @throws {ListenError} if none of the next hundred is free
 */
export async function listenInspector(
  inspected: InspectorOptions,
  port: number,
  listen: Listen = listenHere,
): Promise<RunningServer> {
  const { listener, close } = createAtFirstCall(inspected);
  const server = await listen(listener, {
    port,
    lastPort: Math.min(port + MAX_TRIED_PORTS, MAX_PORT),
    host: LOOPBACK,
    portName: 'INSPECTOR_PORT',
  });
  return {
    ...server,
    async close(graceMs) {
      await close();
      return server.close(graceMs);
    },
  };
}

/** Loads the inspector with the first call: it is nearly half of the code, and a start should not wait for it. */
function createAtFirstCall(inspected: InspectorOptions): Inspector {
  let loading: Promise<Inspector> | undefined;
  return {
    listener(req, res) {
      loading ??= import('./inspector').then(({ createInspector }) => createInspector(inspected));
      void loading.then(({ listener }) => {
        listener(req, res);
      });
    },
    close: async () => (await loading)?.close(),
  };
}
