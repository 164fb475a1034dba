import { headerOf } from '../../http/message';
import type { DeliveryStore, DeliverySummary, KeptDelivery } from '../../store/delivery-store';

/** How many of the newest are looked at after a change. */
const LOOKED_AT = 50;

/**
 * Tells once of the first delivery from now on that came through the tunnel, had a valid signature, and is
 * answered. What this machine sends itself does not count: replays, and the doctor's pings.
 *
 * @returns what ends the waiting
 */
export function onFirstVerified(
  store: Pick<DeliveryStore, 'onChange' | 'list' | 'get'>,
  tell: (delivery: KeptDelivery) => void,
  onError: (error: unknown) => void,
): () => void {
  const since = new Date();
  let state: 'idle' | 'looking' | 'look-again' | 'done' = 'idle';

  async function look(): Promise<void> {
    const { deliveries } = await store.list({ limit: LOOKED_AT });
    const candidates = deliveries.filter((delivery) => isCandidate(delivery, since)).reverse();
    const kept = await Promise.all(candidates.map(async ({ id }) => store.get(id)));
    const first = kept.find((delivery) => delivery !== undefined && isFromElsewhere(delivery));
    if (first === undefined || isDone()) return;
    end();
    tell(first);
  }

  async function lookUntilQuiet(): Promise<void> {
    try {
      do {
        state = 'looking';
        await look();
      } while (lookAgain());
    } finally {
      if (!isDone()) state = 'idle';
    }
  }

  const isDone = (): boolean => state === 'done';
  const lookAgain = (): boolean => state === 'look-again';
  const stop = store.onChange(() => {
    if (state === 'idle') lookUntilQuiet().catch(onError);
    else if (state === 'looking') state = 'look-again';
  });
  function end(): void {
    state = 'done';
    stop();
  }
  return end;
}

function isCandidate(delivery: DeliverySummary, since: Date): boolean {
  const { receivedAt, signature, replayOf, answer } = delivery;
  const isAnswered = answer !== undefined;
  return (
    receivedAt >= since && signature.verdict === 'valid' && replayOf === undefined && isAnswered
  );
}

/** ngrok says in a header from where a call came; what is sent right here, to whichever address, has none. */
function isFromElsewhere(delivery: KeptDelivery): boolean {
  return headerOf(delivery, 'x-forwarded-for') !== undefined;
}
