import { randomBytes } from 'node:crypto';
import type { Header } from '../http/message';

const MARKER_NAME = 'x-receiver-replay';

/** A replay that is about to be sent, and looked out for at the front door. */
interface ExpectedReplay {
  /** The header by which the receiver knows it: to be put behind those of the request. */
  readonly marker: Header;
  /**
   * Waits until it is kept. To be called once it is answered, or has failed: it is no longer looked out for then.
   * @returns the id under which it is kept; undefined if it is not, or never came
   */
  readonly savedId: () => Promise<string | undefined>;
}

/** A replay that came in through the front door. */
export interface ReceivedReplay {
  /** The id of the delivery that it repeats. */
  readonly of: string;
  /** Whether it differs from that one. */
  readonly edited: boolean;
  /**
   * The request's headers up to the marker: it is kept and logged as if it had never had it, nor what Node
   * puts behind it by itself, as in `Connection: close`.
   */
  readonly headers: readonly Header[];
  /** Takes the id under which it is kept. To be called in any case, with undefined if it is not. */
  readonly kept: (id: string | undefined) => void;
}

/** What those who send deliveries again and those who receive them know of each other. */
export interface Replays {
  readonly expect: (of: string, edited?: boolean) => ExpectedReplay;
  /** Recognises a replay, if it is one: no one outside can know a marker, and each is good for one request. */
  readonly recognise: (headers: readonly Header[]) => ReceivedReplay | undefined;
}

export function createReplays(): Replays {
  const expected = new Map<string, Omit<ReceivedReplay, 'headers'>>();
  return {
    expect(of, edited = false) {
      const secret = randomBytes(32).toString('hex');
      const kept = new Promise<string | undefined>((resolve) => {
        expected.set(secret, { of, edited, kept: resolve });
      });
      return {
        marker: [MARKER_NAME, secret],
        savedId: async () => (expected.delete(secret) ? undefined : kept),
      };
    },
    recognise(headers) {
      if (expected.size === 0) return undefined;
      const at = headers.findIndex(([name, value]) => name === MARKER_NAME && expected.has(value));
      const [, secret = ''] = headers[at] ?? [];
      const replay = expected.get(secret);
      if (replay === undefined) return undefined;
      expected.delete(secret);
      return { ...replay, headers: headers.slice(0, at) };
    },
  };
}
