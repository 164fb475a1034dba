import bodyParser from 'body-parser';
import type { RequestHandler } from 'express';

/**
 * Reads the body of any request, whatever its content type, into `req.body` as a Buffer: exactly the bytes
 * that were sent, since the signature is over them. A body that has a content-encoding is refused (415),
 * CircleCI sends none; so is a larger one than allowed (413).
 */
export function rawBody(limitBytes: number): RequestHandler {
  const readBody = bodyParser.raw({ type: () => true, limit: limitBytes, inflate: false });
  return function readRawBody(req, res, next) {
    readBody(req, res, (error?: unknown) => {
      const body: unknown = req.body;
      if (Buffer.isBuffer(body)) {
        res.locals.delivery.body = body;
      } else {
        req.body = res.locals.delivery.body; // there is none, and body-parser leaves it undefined
      }
      next(error);
    });
  };
}
