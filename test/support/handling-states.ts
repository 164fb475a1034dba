import type { Handling } from '../../src/delivery/handling';

export const isDone = ({ state }: Handling): boolean => state === 'done';
export const isFailed = ({ state }: Handling): boolean => state === 'failed';
export const isSuperseded = ({ state }: Handling): boolean => state === 'superseded';

/** Tells whether a handler has failed so many times, and is to be tried again. */
export const failedTimes =
  (count: number) =>
  ({ attempts, state }: Handling): boolean =>
    attempts.length === count && state === 'waiting';
