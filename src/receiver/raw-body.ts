import bodyParser from 'body-parser';
import type { Middleware } from './middleware';

const NO_BODY = Buffer.alloc(0);

export interface BodyFact {
  /** The body's bytes, exactly as they were sent. */
  body?: Buffer;
}

/**
 * Reads the body of any request, whatever its content type, into `req.body` as a Buffer: exactly the bytes
 * that were sent, since the signature is over them. A body that has a content-encoding is refused (415),
 * CircleCI sends none; so is a larger one than allowed (413).
 */
export function readRawBody(limitBytes: number): Middleware<BodyFact>[] {
  const parse = bodyParser.raw({ type: () => true, limit: limitBytes, inflate: false });
  return [refuseAnnounced(limitBytes), parse, noteBody];
}

/** Refuses a body that is announced as too large at once: body-parser would first wait for all of it. */
function refuseAnnounced(limitBytes: number): Middleware {
  return function refuseAnnouncedBody(req, _res, next) {
    const tooLarge = Number(req.headers['content-length']) > limitBytes;
    next(tooLarge ? tooLargeError() : undefined);
  };
}

/** Makes an error that is told apart by its type, like the errors of body-parser. */
function tooLargeError(): Error {
  return Object.assign(new Error('request entity too large'), { type: 'entity.too.large' });
}

const noteBody: Middleware<BodyFact> = (req, res, next) => {
  res.locals.body = Buffer.isBuffer(req.body) ? req.body : NO_BODY; // undefined if there is none
  next();
};
