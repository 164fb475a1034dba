import type { Header } from '../http/message';
import type { Delivery } from './delivery';

/** What an app answered that a delivery was forwarded to. */
export interface ForwardAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  /** In base64, up to 64 kB of it. */
  readonly body: string;
}

export type LogLevel = 'info' | 'warn' | 'error';

/** A line that a handler logged. */
export interface LogLine {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly level: LogLevel;
  readonly text: string;
  /** What stands below it, in lines of its own. */
  readonly details?: string;
}

/** What a handler logged in one run. */
export interface AttemptLog {
  /** The first of them; if the last one ends with an ellipsis, it was longer. */
  readonly lines: readonly LogLine[];
  /** How many more there were. */
  readonly leftOut: number;
}

/** One run of a handler, or one forwarding. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Absent if it succeeded. */
  readonly error?: string;
  /** Absent if it was not forwarded, or not answered. */
  readonly answer?: ForwardAnswer;
  /** Absent if it logged nothing. */
  readonly log?: AttemptLog;
}

interface NextAttempt {
  readonly number: number;
  /** In milliseconds since 1970. */
  readonly at: number;
  /** How often it began since a restart: if the process ends now, this may be why. */
  readonly begun?: number;
}

/** `superseded` if its handler waited for the last of several events, and this was not it. */
export const HANDLING_STATES = ['waiting', 'done', 'failed', 'superseded'] as const;

export type HandlingState = (typeof HANDLING_STATES)[number];

/** What became of a delivery in one handler. */
export interface Handling {
  /** The key under which the handler is registered, or the address that it is forwarded to. */
  readonly handler: string;
  readonly state: HandlingState;
  /** The newest of them, the oldest first. */
  readonly attempts: readonly Attempt[];
  /** Present while it is waiting. */
  readonly next?: NextAttempt;
  /** The id of the delivery that was handled instead. */
  readonly supersededBy?: string;
}

/** One that is still to be run. */
export type PlannedHandling = Handling & Required<Pick<Handling, 'next'>>;

export function isPlanned(handling: Handling): handling is PlannedHandling {
  return handling.next !== undefined;
}

/** Tells whether a handling is for an app that the delivery is forwarded to. */
export function isForwarding({ handler }: Handling): boolean {
  return /^https?:/.test(handler);
}

/** Tells the state of all of a delivery's handlings, the one that needs most attention first. */
export function handlingState(handlings: readonly Handling[]): HandlingState | undefined {
  const order = ['failed', 'waiting', 'done', 'superseded'] as const;
  return order.find((state) => handlings.some((handling) => handling.state === state));
}

/** Tells whether a delivery still has to be handled. */
export function isWaiting(handlings: readonly Handling[]): boolean {
  return handlings.some(({ state }) => state === 'waiting');
}

/** Puts a handling in the place of the one of the same handler, or at the end. */
export function withHandling(handlings: readonly Handling[], changed: Handling): Handling[] {
  const others = handlings.filter(({ handler }) => handler !== changed.handler);
  return [...others, changed];
}

/** Tells whether handlers may run on a delivery: an event that came here and was let through, or was rebuilt. */
export function isHandled({
  signature,
  event,
  sentTo,
}: Pick<Delivery, 'signature' | 'event' | 'sentTo'>): boolean {
  return (
    event !== undefined &&
    sentTo === undefined &&
    ['valid', 'unchecked', 'rebuilt'].includes(signature.verdict)
  );
}
