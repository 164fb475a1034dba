import bodyParser from 'body-parser';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

/**
 * Reads the body of any request, whatever its content type, into `req.body` as a Buffer: exactly the bytes
 * that were sent, since the signature is over them. A body that has a content-encoding is refused (415),
 * CircleCI sends none; so is a larger one than allowed (413).
 */
export function rawBody(limitBytes: number): RequestHandler[] {
  return [
    bodyParser.raw({ type: () => true, limit: limitBytes, inflate: false }),
    function keepBody(req: Request, res: Response, next: NextFunction) {
      const body: unknown = req.body;
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0); // body-parser leaves it undefined where there is none
      req.body = bytes;
      res.locals.delivery.body = bytes;
      next();
    },
  ];
}
