import type { IncomingMessage } from 'node:http';
import morgan from 'morgan';
import type { Log } from '../log/log';
import type { Conclude, ConcludedResponse } from './conclude';

/** Makes the middleware that logs a request when it is over. */
export function createRequestLog(
  log: Log,
  conclude: Conclude,
  skip: (req: IncomingMessage) => boolean,
): (req: IncomingMessage, res: ConcludedResponse, next: () => void) => void {
  return morgan<IncomingMessage, ConcludedResponse>(
    (_tokens, req, res) => {
      const { delivery, brief } = conclude(req, res);
      return log.format(delivery, { brief });
    },
    { stream: log.output, skip },
  );
}
