import { Socket } from 'node:net';
import { listen, ListenError, type Listen, type RunningServer } from '../http/server';
import { orderSchema, type Ask, type Order } from './messages';

type Reply = Extract<Order, { order: 'serve' | 'give-up' }>;

interface Served {
  readonly server: RunningServer;
  readonly onReply: (reply: Reply) => void;
}

/** Makes what serves connections that the parent process passes on, from ports that stay open when this one ends. */
export function createListenAtParent(): Listen {
  const served = new Map<string, Served>();

  process.on('message', (message, connection) => {
    const order = orderSchema.safeParse(message).data;
    switch (order?.order) {
      case 'serve':
      case 'give-up':
        served.get(order.portName)?.onReply(order);
        break;
      case 'take':
        if (connection instanceof Socket) served.get(order.portName)?.server.take(connection);
        break;
      case 'stop':
        stop();
        break;
      case undefined:
        break;
    }
  });
  process.on('disconnect', stop);

  return async function listenAtParent(listener, options) {
    const { port, lastPort, host, portName = 'PORT', ...others } = options;
    // It has to listen somewhere, or Node would not look after its time limits.
    const server = await listen(listener, { ...others, port: 0, host: '127.0.0.1' });
    const reply = await new Promise<Reply>((onReply) => {
      served.set(portName, { server, onReply });
      ask({ portName, port, lastPort, host });
    });
    if (reply.order === 'serve') return { ...server, port: reply.port };
    await server.close(0);
    throw new ListenError(reply.problem);
  };
}

function ask(question: Ask): void {
  if (process.send === undefined) throw new Error('This is started by npm run dev alone.');
  process.send(question);
}

function stop(): void {
  process.kill(process.pid, 'SIGTERM');
}
