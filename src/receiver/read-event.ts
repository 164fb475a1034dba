import { readBody, type BodyReading } from '../circleci/reading';
import type { Middleware } from './middleware';
import type { BodyFact } from './raw-body';

export interface ReadingFact {
  /** What the body says. */
  reading?: BodyReading;
}

/** Reads the event of a delivery that was let through. What is no event is let through too. */
export const readEvent: Middleware<Readonly<BodyFact> & ReadingFact> = (_req, res, next) => {
  const { body } = res.locals;
  if (body !== undefined) res.locals.reading = readBody(body);
  next();
};
