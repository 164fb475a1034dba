import { Client } from 'pg';
import { limitedConfig } from './connection';

/** How long to wait after a connection that failed, in milliseconds. */
const RETRY_MS = 1_000;

/** How often a connection is asked whether it is still one: a network may lose it without a word. In milliseconds. */
const CHECK_MS = 15_000;

export interface Listening {
  /** Resolves after the first try to connect. */
  readonly begun: Promise<void>;
  readonly close: () => Promise<void>;
}

interface Told {
  /** Called if others changed something, or may have. */
  readonly onChange: () => void;
  /** Called if the connection is lost, and once it is back. */
  readonly onConnection: (isThere: boolean) => void;
}

/**
 * Listens to what the other receivers tell of their changes, by a connection of its own, which is made anew if it is
 * lost.
 *
 * @param self by which name this one tells of its own
 */
export function listenToChanges(url: string, self: string, told: Told): Listening {
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let wasThere = true;

  async function connect(): Promise<void> {
    const connecting = new Client(limitedConfig(url));
    client = connecting;
    connecting.on('error', () => {
      lose(connecting);
    });
    connecting.on('end', () => {
      lose(connecting);
    });
    connecting.on('notification', ({ payload }) => {
      if (payload !== self) told.onChange();
    });
    try {
      await connecting.connect();
      await connecting.query('LISTEN receiver');
      if (!wasThere) {
        told.onConnection(true);
        told.onChange();
      }
      wasThere = true;
      check(connecting);
    } catch {
      lose(connecting);
    }
  }

  function check(connected: Client): void {
    if (isClosed || client !== connected) return;
    timer = setTimeout(() => {
      connected.query('SELECT').then(
        () => {
          check(connected);
        },
        () => {
          lose(connected);
        },
      );
    }, CHECK_MS);
  }

  function lose(lost: Client): void {
    if (isClosed || client !== lost) return;
    client = undefined;
    clearTimeout(timer);
    void lost.end().catch(() => undefined);
    if (wasThere) told.onConnection(false);
    wasThere = false;
    timer = setTimeout(() => void connect(), RETRY_MS);
  }

  const begun = connect();
  return {
    begun,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
