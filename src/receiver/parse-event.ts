import type { RequestHandler } from 'express';
import { parseBody, summariseEvent } from '../circleci/events';
import type { Delivery } from '../delivery';

/** Parses the body of a delivery that was let through. What is no event is let through too. */
export const parseEvent: RequestHandler = (_req, res, next) => {
  parseDelivery(res.locals.delivery);
  next();
};

/** Parses a delivery's body, and summarises the event in it, where there is one. */
export function parseDelivery(delivery: Delivery): void {
  delivery.json = parseBody(delivery.body);
  const event = summariseEvent(delivery.json);
  if (event !== undefined) delivery.event = event;
}
