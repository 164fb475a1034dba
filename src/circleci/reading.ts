import { parseEvent, type ParsedEvent } from './events';
import {
  identifyEvent,
  parseBody,
  summariseEvent,
  type EventIdentity,
  type EventSummary,
} from './summary';

/** All that a body says, from parsing it once. */
export interface BodyReading {
  readonly isJson: boolean;
  /** Absent if there is no event in it. */
  readonly event?: EventReading;
}

/** An event, read. */
interface EventReading {
  readonly parsed: ParsedEvent;
  readonly summary: EventSummary;
  /** Absent if the event does not tell it. */
  readonly identity?: EventIdentity;
}

/** Reads a body: any at all, it never throws. */
export function readBody(body: Buffer): BodyReading {
  const json = parseBody(body);
  const parsed = parseEvent(json);
  const summary = summariseEvent(json);
  const identity = identifyEvent(json);
  return {
    isJson: json !== undefined,
    ...(parsed && summary && { event: { parsed, summary, ...(identity && { identity }) } }),
  };
}
