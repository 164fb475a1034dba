import type { IncomingMessage, ServerResponse } from 'node:http';
import morgan from 'morgan';
import type { Delivery } from '../delivery/delivery';
import type { Log } from '../log/log';
import { createFact } from './fact';

interface Entry {
  readonly delivery: Delivery;
  readonly brief: boolean;
}

const entry = createFact<Entry>();

/**
 * Makes what logs a delivery once it is over. morgan formats its line and writes it; it is asked to do so at once,
 * since it is only called at the end.
 *
 * @see https://github.com/expressjs/morgan#immediate
 */
export function createRequestLog(
  log: Log,
): (req: IncomingMessage, res: ServerResponse, logged: Entry) => void {
  const logRequest = morgan(
    (_tokens, req) => {
      const logged = entry.of(req);
      return logged && log.format(logged.delivery, logged);
    },
    { stream: log.output, immediate: true },
  );
  return function logDelivery(req, res, logged) {
    entry.set(req, logged);
    logRequest(req, res, () => undefined);
  };
}
