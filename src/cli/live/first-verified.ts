import { EventEmitter, on } from 'node:events';
import { isAbortError } from '../../text/is-abort-error';
import { headerOf } from '../../http/message';
import type { DeliveryStore, DeliverySummary, KeptDelivery } from '../../store/delivery-store';

/** How many of the newest are looked at after a change. */
const LOOKED_AT = 50;

/**
 * Waits for the first delivery from now on that came through the tunnel, had a valid signature, and is
 * answered. What this machine sends itself does not count: replays, and the doctor's pings.
 *
 * @param onError told of each look that failed; it goes on looking
 * @returns undefined if the app is to stop before that
 */
export async function firstVerified(
  store: Pick<DeliveryStore, 'onChange' | 'list' | 'get'>,
  stopping: AbortSignal,
  onError: (error: unknown) => void,
): Promise<KeptDelivery | undefined> {
  const since = new Date();
  const events = new EventEmitter<{ change: [] }>();
  let isNext = false; // however much changes during a look, one more is enough
  const stop = store.onChange(() => {
    if (!isNext) events.emit('change');
    isNext = true;
  });
  try {
    for await (const _change of on(events, 'change', { signal: stopping })) {
      isNext = false;
      const first = await look(store, since).catch(onError);
      if (first !== undefined) return first;
    }
  } catch (error) {
    if (!isAbortError(error)) throw error;
  } finally {
    stop();
  }
  return undefined;
}

async function look(
  store: Pick<DeliveryStore, 'list' | 'get'>,
  since: Date,
): Promise<KeptDelivery | undefined> {
  const { deliveries } = await store.list({ limit: LOOKED_AT });
  const candidates = deliveries.filter((delivery) => isCandidate(delivery, since)).reverse();
  const kept = await Promise.all(candidates.map(async ({ id }) => store.get(id)));
  return kept.find((delivery) => delivery !== undefined && isFromElsewhere(delivery));
}

function isCandidate(delivery: DeliverySummary, since: Date): boolean {
  const { receivedAt, signature, replayOf, answer } = delivery;
  const isAnswered = answer !== undefined;
  return (
    receivedAt >= since && signature.verdict === 'valid' && replayOf === undefined && isAnswered
  );
}

/** Tells a call that came by ngrok, which says in a header from where; what is sent right here has none. */
function isFromElsewhere(delivery: KeptDelivery): boolean {
  return headerOf(delivery, 'x-forwarded-for') !== undefined;
}
