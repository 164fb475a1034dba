import bodyParser from 'body-parser';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { createFact } from './fact';

const NO_BODY = Buffer.alloc(0);

/** The body's bytes, exactly as they were sent. */
export const rawBody = createFact<Buffer>();

/**
 * Reads the body of any request, whatever its content type, into `req.body` as a Buffer: exactly the bytes
 * that were sent, since the signature is over them. A body that has a content-encoding is refused (415),
 * CircleCI sends none; so is a larger one than allowed (413).
 */
export function readRawBody(limitBytes: number): RequestHandler[] {
  return [
    refuseAnnounced(limitBytes),
    bodyParser.raw({ type: () => true, limit: limitBytes, inflate: false }),
    noteBody,
  ];
}

/** Refuses a body that is announced as too large at once: body-parser would first wait for all of it. */
function refuseAnnounced(limitBytes: number): RequestHandler {
  return function refuseAnnouncedBody(req, _res, next) {
    const tooLarge = Number(req.headers['content-length']) > limitBytes;
    next(tooLarge ? new BodyTooLargeError() : undefined);
  };
}

/** Told apart by its type, like the errors of body-parser. */
class BodyTooLargeError extends Error {
  readonly type = 'entity.too.large';
}

function noteBody(req: Request, _res: Response, next: NextFunction): void {
  const body: unknown = req.body; // undefined if there is none
  req.body = Buffer.isBuffer(body) ? body : NO_BODY;
  rawBody.set(req, Buffer.isBuffer(body) ? body : NO_BODY);
  next();
}
