import type { ChildProcess } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { bind, ListenError } from '../http/server';
import { askSchema, type Ask, type Order } from './messages';

/** Waiting connections are as many as the receiver would have at most. */
const MAX_WAITING = 500;

/** A port that stays open while the receiver starts again. */
interface Door {
  readonly server: Server;
  readonly port: number;
  readonly asked: string;
  readonly waiting: Socket[];
  receiver: ChildProcess | undefined;
}

export interface Doors {
  /**
   * Opens what a receiver asks for, and passes connections on to it.
   * @returns what has them wait from then on, for the next receiver
   */
  readonly attend: (receiver: ChildProcess) => () => void;
  readonly close: () => void;
}

/** Makes the doors of a receiver that may start again at any time: what comes in between waits. */
export function createDoors(): Doors {
  const doors = new Map<string, Door>();

  /** Finds the door of a variable, or opens it; another one if the address has changed. */
  async function doorFor(ask: Ask): Promise<Door> {
    const asked = JSON.stringify(ask);
    const open = doors.get(ask.portName);
    if (open?.asked === asked) return open;
    if (open !== undefined) closeDoor(open);
    doors.delete(ask.portName);
    const door = await openDoor(ask, asked);
    doors.set(ask.portName, door);
    return door;
  }

  return {
    attend(receiver) {
      let attended = true;
      async function answer(ask: Ask): Promise<void> {
        const { portName } = ask;
        try {
          const door = await doorFor(ask);
          if (!attended) return;
          tell(receiver, { order: 'serve', portName, port: door.port });
          door.receiver = receiver;
          for (const connection of door.waiting.splice(0)) {
            tell(receiver, { order: 'take', portName }, connection);
          }
        } catch (error) {
          if (!(error instanceof ListenError)) throw error;
          tell(receiver, { order: 'give-up', portName, problem: error.message });
        }
      }
      receiver.on('message', (message) => {
        const ask = askSchema.safeParse(message).data;
        if (ask !== undefined) void answer(ask);
      });
      return () => {
        attended = false;
        for (const door of doors.values()) door.receiver = undefined;
      };
    },
    close() {
      for (const door of doors.values()) closeDoor(door);
    },
  };
}

async function openDoor(ask: Ask, asked: string): Promise<Door> {
  // What a connection brings is for the receiver to read.
  const server = createServer({ pauseOnConnect: true });
  server.maxConnections = MAX_WAITING;
  const port = await bind(server, { ...ask, host: ask.host });
  const door: Door = { server, port, asked, waiting: [], receiver: undefined };
  server.on('connection', (connection) => {
    if (door.receiver === undefined) door.waiting.push(connection);
    else tell(door.receiver, { order: 'take', portName: ask.portName }, connection);
  });
  return door;
}

function closeDoor({ server, waiting }: Door): void {
  server.close();
  for (const connection of waiting) connection.destroy();
}

/** Tells a receiver something, unless it has just ended. */
export function tell(receiver: ChildProcess, order: Order, connection?: Socket): void {
  if (receiver.connected) receiver.send(order, connection, () => undefined);
}
