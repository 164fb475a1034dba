import autocannon from 'autocannon';
import { createDeliveries } from './deliveries';

export interface Load {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** In milliseconds, like all that follow. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export type LoadOptions = Pick<
  autocannon.Options,
  'connections' | 'duration' | 'amount' | 'overallRate'
>;

/** Posts signed deliveries, each of an event of its own. Fails where one is not answered 2xx. */
export async function post(url: string, options: LoadOptions): Promise<Load> {
  const { requests, latency, non2xx, errors } = await autocannon({
    ...options,
    url,
    requests: [{ setupRequest: createDeliveries() }],
    // It would add answers that it guesses at, a millisecond apart, to those of a given rate.
    ignoreCoordinatedOmission: options.overallRate !== undefined,
  });
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} not 2xx, ${errors} errors`);
  return {
    requests: requests.total,
    requestsPerSecond: requests.average,
    p50: latency.p50,
    p99: latency.p99,
    max: latency.max,
  };
}
