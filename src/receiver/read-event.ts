import type { RequestHandler } from 'express';
import { readBody, type BodyReading } from '../circleci/reading';
import { createFact } from './fact';
import { rawBody } from './raw-body';

/** What the body says. */
export const bodyReading = createFact<BodyReading>();

/** Reads the event of a delivery that was let through. What is no event is let through too. */
export const readEvent: RequestHandler = (req, _res, next) => {
  const body = rawBody.of(req);
  if (body !== undefined) bodyReading.set(req, readBody(body));
  next();
};
