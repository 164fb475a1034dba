import { z } from 'zod';

/** What the receiver asks for: a port that is kept open for it. */
export const askSchema = z.object({
  portName: z.string(),
  port: z.number(),
  lastPort: z.number().optional(),
  host: z.string().optional(),
});

/** What it is told in turn. */
export const orderSchema = z.discriminatedUnion('order', [
  z.object({ order: z.literal('serve'), portName: z.string(), port: z.number() }),
  z.object({ order: z.literal('give-up'), portName: z.string(), problem: z.string() }),
  /** Comes with a connection. */
  z.object({ order: z.literal('take'), portName: z.string() }),
  z.object({ order: z.literal('stop') }),
]);

export type Ask = z.infer<typeof askSchema>;
export type Order = z.infer<typeof orderSchema>;
