import { z } from 'zod';

const [LEAST, MOST] = [0.1, 1_000] as const;

const PROBLEM = `use a number from ${LEAST} to ${MOST}, how many are begun in a second`;

/** Reads how many deliveries are begun in a second. */
export const rateSchema = z.number(PROBLEM).min(LEAST, PROBLEM).max(MOST, PROBLEM);
