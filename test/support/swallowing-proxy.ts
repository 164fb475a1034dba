import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterTest } from './clean-up';

/** A way to a server that can be made to swallow all that is sent, without a word to either side. */
export interface SwallowingProxy {
  readonly port: number;
  readonly swallow: () => void;
  /** Lets what connects from now on through. */
  readonly recover: () => void;
}

/** Starts a proxy to a port of this machine. It is closed after the test. */
export async function startSwallowingProxy(target: number): Promise<SwallowingProxy> {
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  const server = createServer((near) => {
    sockets.add(near);
    near.on('error', () => undefined);
    if (isSwallowing) return;
    const far = connect(target, '127.0.0.1');
    sockets.add(far);
    far.on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterTest(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    swallow() {
      isSwallowing = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    recover() {
      isSwallowing = false;
    },
  };
}
