import type { IncomingMessage } from 'node:http';
import type { Delivery } from '../delivery/delivery';
import type { ReceivedReplay, Replays } from '../delivery/replays';
import { headersFrom } from '../http/message';
import { clientAddress, peerAddress } from './client-address';
import { isHealthCheck } from './health';

/** What is known of a request once its headers are here. */
export interface Arrival extends Pick<
  Delivery,
  'receivedAt' | 'remoteAddress' | 'method' | 'url' | 'httpVersion' | 'headers'
> {
  /** From `performance.now()`, in milliseconds. */
  readonly startedAt: number;
  /** Absent if the request is no replay. */
  readonly replay?: ReceivedReplay;
}

/** The fact that all others are added to. */
export interface ArrivalFact {
  readonly arrival: Arrival;
}

/** Reads what a request is, as it arrives. */
export function arrivalOf(req: IncomingMessage, replays: Replays): Arrival {
  const headers = headersFrom(req.rawHeaders);
  const replay = isHealthCheck(req) ? undefined : replays.recognise(headers);
  return {
    startedAt: performance.now(),
    receivedAt: new Date(),
    // The original's x-forwarded-for comes along with a replay.
    remoteAddress: replay === undefined ? clientAddress(req) : peerAddress(req),
    method: req.method ?? '',
    url: req.url ?? '',
    httpVersion: req.httpVersion,
    headers: replay?.headers ?? headers,
    ...(replay && { replay }),
  };
}
