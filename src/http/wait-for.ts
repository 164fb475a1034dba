import { nextDelivery, type ApiDelivery } from './next-delivery';

export interface WaitForOptions {
  /** Where the inspector of the receiver is; `http://127.0.0.1:4041` unless given. */
  readonly inspector?: string;
  /** In milliseconds; 30 seconds unless given. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/**
 * Waits for the next delivery that a running receiver gets, and that passes all filters, named as in the
 * inspector's address. It looks from the call on: call it first, then do what has CircleCI call.
 *
 * @returns the delivery as the inspector's API has it
 * @throws {Error} if none came in time, or no inspector answers; or the signal's reason
 * @example
 * const delivery = await waitFor({ type: 'workflow-completed', branch: 'main' }, { timeout: 60_000 });
 * console.log(delivery.id);
 */
export async function waitFor(
  filter: Readonly<Record<string, string>> = {},
  { inspector = 'http://127.0.0.1:4041', timeout = 30_000, signal }: WaitForOptions = {},
): Promise<ApiDelivery> {
  const others: string[] = [];
  const came = await nextDelivery(filter, {
    ...{ inspector, timeoutMs: timeout },
    ...(signal && { signal }),
    onOthers: (titles) => others.push(...titles),
  });
  if (came !== undefined) return came;
  const wanted = JSON.stringify(filter);
  const instead = others.length === 0 ? 'nothing' : others.join(', ');
  throw new Error(
    `No delivery that passes ${wanted} came in ${timeout} ms; ${instead} came instead.`,
  );
}
