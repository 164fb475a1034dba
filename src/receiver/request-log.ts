import type { IncomingMessage } from 'node:http';
import morgan from 'morgan';
import type { Log } from '../log/log';
import type { ConcludedResponse } from './conclude';

/**
 * Makes what logs a request that is over. morgan writes its line at once: it is asked to only when all is known.
 *
 * @see https://github.com/expressjs/morgan#immediate
 */
export function createRequestLog(log: Log): (req: IncomingMessage, res: ConcludedResponse) => void {
  const logLine = morgan<IncomingMessage, ConcludedResponse>(
    (_tokens, _req, { locals: { concluded } }) =>
      concluded && log.format(concluded.delivery, concluded),
    { stream: log.output, immediate: true },
  );
  return function logRequest(req, res) {
    logLine(req, res, () => undefined);
  };
}
