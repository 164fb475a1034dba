import type { IncomingMessage } from 'node:http';
import type { AnswerFact } from './answer';
import type { Middleware, With } from './middleware';
import { refuse, type RefusalFact } from './refuse';

/** Bodies of up to this size are not watched: as many as there may be connections need little memory. */
const SMALL_BYTES = 64 * 1024;

/** How much all larger ones may take that are on their way, unless a single one may be larger. */
const MEMORY_BYTES = 64 * 1024 * 1024;

interface Body {
  readonly req: IncomingMessage;
  readonly res: With<AnswerFact & RefusalFact>;
  readonly startedAt: number;
  bytes: number;
}

/** Bounds the memory that bodies take while they arrive: if it is too much, the slowest of them is refused. */
export function boundBodyMemory(limitBytes: number): Middleware<AnswerFact & RefusalFact> {
  const most = Math.max(MEMORY_BYTES, 2 * limitBytes);
  const arriving = new Set<Body>();
  let total = 0;

  function end(body: Body): void {
    if (arriving.delete(body)) total -= body.bytes;
  }

  function makeRoom(now: number): void {
    const speed = ({ bytes, startedAt }: Body): number => bytes / (now - startedAt + 1);
    const [slowest] = [...arriving].sort((a, b) => speed(a) - speed(b));
    if (slowest === undefined) return;
    end(slowest);
    slowest.res.shouldKeepAlive = false;
    if (!slowest.res.headersSent) refuse(slowest.res, 'too-much-at-once');
    slowest.req.destroy();
  }

  return function boundBodyOfRequest(req, res, next) {
    if (Number(req.headers['content-length'] ?? Infinity) > SMALL_BYTES) {
      const body: Body = { req, res, startedAt: performance.now(), bytes: 0 };
      arriving.add(body);
      res.once('close', () => {
        end(body);
      });
      req.on('data', (chunk: Buffer) => {
        if (!arriving.has(body)) return;
        body.bytes += chunk.length;
        total += chunk.length;
        if (total > most) makeRoom(performance.now());
      });
    }
    next();
  };
}
