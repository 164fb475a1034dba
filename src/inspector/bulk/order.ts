import { z } from 'zod';
import { BULK_ACTIONS, BULK_RATES } from '../../delivery/bulk';

const { least, most } = BULK_RATES;

const RATE = `use a number from ${least} to ${most}, how many are begun in a second`;

const actionSchema = z.enum(BULK_ACTIONS);

const rateSchema = z.number(RATE).min(least, RATE).max(most, RATE);

const filterValue = z.union([z.string(), z.boolean()]).transform(String);

/** What the API takes. */
export const orderSchema = z.strictObject({
  action: actionSchema,
  filter: z.record(z.string(), filterValue),
  last: z.string().exactOptional(),
  rate: rateSchema.exactOptional(),
  dry_run: z.boolean().exactOptional(),
});

/** What an address has besides the filter. */
export const addressSchema = z.object({ action: actionSchema });

/** What the form of a page has. */
export const formSchema = z.object({
  last: z.string(),
  rate: z.preprocess(Number, rateSchema).exactOptional(),
});
