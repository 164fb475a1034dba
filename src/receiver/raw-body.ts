import bodyParser from 'body-parser';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

/**
 * Reads the body of any request, whatever its content type, into `req.body` as a Buffer: exactly the bytes
 * that were sent, since the signature is over them. A body that has a content-encoding is refused (415),
 * CircleCI sends none; so is a larger one than allowed (413).
 */
export function rawBody(limitBytes: number): RequestHandler[] {
  return [
    refuseAnnounced(limitBytes),
    bodyParser.raw({ type: () => true, limit: limitBytes, inflate: false }),
    keepBody,
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

function keepBody(req: Request, res: Response, next: NextFunction): void {
  const { delivery } = res.locals;
  const body: unknown = req.body; // undefined where there is none
  if (Buffer.isBuffer(body)) delivery.body = body;
  req.body = delivery.body;
  next();
}
