import bodyParser from 'body-parser';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

/**
 * Reads the body of any request, whatever its content type, into `req.body` as a Buffer: exactly the bytes
 * that were sent, since the signature is over them. A body that has a content-encoding is refused (415),
 * CircleCI sends none; so is a larger one than allowed (413).
 */
export function rawBody(limitBytes: number): RequestHandler[] {
  return [bodyParser.raw({ type: () => true, limit: limitBytes, inflate: false }), keepBody];
}

function keepBody(req: Request, res: Response, next: NextFunction): void {
  const { delivery } = res.locals;
  const body: unknown = req.body; // undefined where there is none
  if (Buffer.isBuffer(body)) delivery.body = body;
  req.body = delivery.body;
  next();
}
