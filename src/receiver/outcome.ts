import type { BodyReading } from '../circleci/reading';
import { headerOf, type Answer, type BodyProblem, type Delivery } from '../delivery/delivery';
import type { Saved } from '../store/delivery-store';
import type { Arrival } from './arrival';
import type { Checked } from './check-signature';
import type { Refusal } from './refusals';

/** What is known of a request: of each thing undefined, as long as it is not, or never will be. */
export interface Known {
  readonly arrival: Arrival;
  readonly body: Buffer | undefined;
  readonly checked: Checked | undefined;
  readonly reading: BodyReading | undefined;
  readonly refusal: Refusal | undefined;
  readonly saved?: Saved | undefined;
  readonly answer?: Answer | undefined;
  /** Whether the connection closed before all of the request came. */
  readonly isCutOff?: boolean;
}

const NO_BODY = Buffer.alloc(0);

const BODY_PROBLEMS: Readonly<Partial<Record<Refusal, BodyProblem>>> = {
  'body-too-large': 'too-large',
  'content-encoding-unsupported': 'content-encoding',
  'body-cut-off': 'cut-off',
};

/**
 * Puts together what is known of a request.
 *
 * @param options.brief leaves out why its signature came out as it did, which takes some time to find out
 */
export function deliveryOf(known: Known, { brief } = { brief: false }): Delivery {
  const { body = NO_BODY, checked, reading, saved, answer } = known;
  const { startedAt: _, replay, ...request } = known.arrival;
  const bodyProblem = bodyProblemOf(known);
  return {
    ...request,
    body,
    ...(bodyProblem && { bodyProblem }),
    isJson: reading?.isJson === true,
    ...(reading?.event && { parsed: reading.event.parsed, event: reading.event.summary }),
    notes: notesOf(known),
    signature: checked?.check ?? { verdict: 'unchecked' },
    hints: brief ? [] : (checked?.explain() ?? []),
    ...(saved?.duplicateOf !== undefined && { duplicateOf: saved.duplicateOf }),
    ...(replay && { replayOf: replay.of }),
    ...(answer && { answer }),
  };
}

function bodyProblemOf({ refusal, isCutOff }: Known): BodyProblem | undefined {
  if (isCutOff === true) return 'cut-off';
  return refusal && BODY_PROBLEMS[refusal];
}

/** Header and body tell the same type. If they do not, the body counts: it is what is signed. */
function notesOf({ arrival, reading }: Known): readonly string[] {
  if (reading?.event === undefined) return [];
  const { event, notes } = reading.event.parsed;
  const header = headerOf(arrival, 'circleci-event-type');
  if (header === undefined || header === event.type) return notes;
  const told = JSON.stringify(header);
  return [`the header circleci-event-type is ${told}, another than type in the body`, ...notes];
}
