import type { IncomingMessage } from 'node:http';
import { arrival } from './arrival';
import { checked } from './check-signature';
import type { Known } from './outcome';
import { rawBody } from './raw-body';
import { bodyReading } from './read-event';
import { refusal } from './refuse';

/** Gathers what is known of a request by now. */
export function knownOf(req: IncomingMessage): Known {
  const arrived = arrival.of(req);
  if (arrived === undefined) throw new TypeError('The arrival of a request is noted first.');
  return {
    arrival: arrived,
    body: rawBody.of(req),
    checked: checked.of(req),
    reading: bodyReading.of(req),
    refusal: refusal.of(req),
  };
}
