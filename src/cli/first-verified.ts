import type { DeliveryStore, DeliverySummary } from '../store/delivery-store';

/** How many of the newest are looked at after a change. */
const LOOKED_AT = 50;

/**
 * Tells once of the first delivery from now on whose signature is valid. Replays do not count.
 *
 * @returns what ends the waiting
 */
export function onFirstVerified(
  store: Pick<DeliveryStore, 'onChange' | 'list'>,
  tell: (delivery: DeliverySummary) => void,
  onError: (error: unknown) => void,
): () => void {
  const since = new Date();
  let state: 'idle' | 'looking' | 'look-again' | 'done' = 'idle';

  async function look(): Promise<void> {
    const { deliveries } = await store.list({ limit: LOOKED_AT });
    const first = deliveries.findLast(
      ({ receivedAt, signature, replayOf }) =>
        receivedAt >= since && signature.verdict === 'valid' && replayOf === undefined,
    );
    if (first === undefined || isDone()) return;
    end();
    tell(first);
  }

  async function lookUntilQuiet(): Promise<void> {
    do {
      state = 'looking';
      await look();
    } while (lookAgain());
    if (!isDone()) state = 'idle';
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
