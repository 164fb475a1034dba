import type { RequestHandler } from 'express';
import { parseEvent as parse } from '../circleci/events';
import { parseBody, summariseEvent } from '../circleci/summary';
import { headerOf, type Delivery } from '../delivery/delivery';

/** Parses the body of a delivery that was let through. What is no event is let through too. */
export const parseEvent: RequestHandler = (_req, res, next) => {
  parseDelivery(res.locals.delivery);
  next();
};

/** Parses a delivery's body, and summarises the event in it, where there is one. */
export function parseDelivery(delivery: Delivery): void {
  delivery.json = parseBody(delivery.body);
  const event = summariseEvent(delivery.json);
  const parsed = parse(delivery.json);
  if (event === undefined || parsed === undefined) return;
  delivery.event = event;
  delivery.parsed = parsed;
  delivery.notes = [
    ...typeNotes(headerOf(delivery, 'circleci-event-type'), parsed.event.type),
    ...parsed.notes,
  ];
}

/** Header and body tell the same type. Where they do not, the body counts: it is what is signed. */
function typeNotes(header: string | undefined, type: string | undefined): string[] {
  if (header === undefined || header === type) return [];
  return [
    `the header circleci-event-type is ${JSON.stringify(header)}, another than type in the body`,
  ];
}
