import { randomBytes } from 'node:crypto';
import type { Header } from './delivery';

const MARKER_NAME = 'x-receiver-replay';

/** A replay that was sent, and is looked out for at the front door. */
interface SentReplay {
  /** The header by which the receiver knows it: to be put behind those of the request. */
  readonly marker: Header;
  /**
   * To be asked once it is answered, or has failed: from then on it is no longer looked out for.
   * @returns the id under which it is kept; undefined where it is not, or where it never came
   */
  readonly keptAs: () => Promise<string | undefined>;
}

/** A replay that came in through the front door. */
export interface ReceivedReplay {
  /** The id of the delivery that it repeats. */
  readonly of: string;
  /**
   * The request's headers up to the marker: it is kept and logged as if it had never had it, nor what Node
   * puts behind it by itself, as in `Connection: close`.
   */
  readonly headers: readonly Header[];
  /** To be called in any case, with undefined where it is not kept. */
  readonly kept: (id: string | undefined) => void;
}

/** What those who send deliveries again and those who receive them know of each other. */
export interface Replays {
  readonly send: (of: string) => SentReplay;
  /** Undefined where a request is no replay: no one outside can know a marker, and each is good for one request. */
  readonly recognise: (headers: readonly Header[]) => ReceivedReplay | undefined;
}

export function createReplays(): Replays {
  const sent = new Map<string, Pick<ReceivedReplay, 'of' | 'kept'>>();
  return {
    send(of) {
      const secret = randomBytes(32).toString('hex');
      const kept = new Promise<string | undefined>((resolve) => {
        sent.set(secret, { of, kept: resolve });
      });
      return {
        marker: [MARKER_NAME, secret],
        keptAs: async () => (sent.delete(secret) ? undefined : kept),
      };
    },
    recognise(headers) {
      if (sent.size === 0) return undefined;
      const at = headers.findIndex(([name, value]) => name === MARKER_NAME && sent.has(value));
      const [, secret = ''] = headers[at] ?? [];
      const replay = sent.get(secret);
      if (replay === undefined) return undefined;
      sent.delete(secret);
      return { ...replay, headers: headers.slice(0, at) };
    },
  };
}
