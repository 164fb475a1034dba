import { z } from 'zod';
import type { CircleCiEvent, EventKind, Events, ParsedEvent } from '../circleci/events';
import type { Log } from '../log/log';
import type { KeptDelivery } from '../store/delivery-store';
import type { HandlerCircleCi } from './handler-circleci';

/** What a handler gets besides the event and its delivery. */
export interface HandlerContext extends HandlerCircleCi {
  /**
   * Writes to the receiver's own log, one line a text, with the time and the handler's name: a line break in it is
   * spelled out. The first lines of each attempt are kept with it.
   */
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Aborts when the handler takes too long, or the receiver cannot wait for it any longer. */
  readonly signal: AbortSignal;
  /** From 1: greater if an attempt before failed. */
  readonly attempt: number;
}

/** Reacts to an event. It is run again if it throws, or what it promises is rejected. */
type Handle<Event> = (
  event: Event,
  delivery: KeptDelivery,
  context: HandlerContext,
) => void | Promise<void>;

/** A handler that waits until no more events with the same key come, and is run with the last of them. */
interface SettlingHandler<Event> {
  readonly handle: Handle<Event>;
  readonly settle: {
    /** Gives the key, as in `(event) => event.workflow.id`; undefined to be run at once. */
    readonly by: (event: Event) => string | undefined;
    /** How long to wait for another one, in milliseconds: 24.8 days at most. */
    readonly for: number;
  };
}

type Handler<Event> = Handle<Event> | SettlingHandler<Event>;

/**
 * Handlers by the type of event; `any` gets every event, and `unknown` those of a type that is not documented.
 *
 * @example
 * const handlers: Handlers = {
 *   'job-completed': async (event, delivery, { log }) => {
 *     log.info(`${event.job.name} ${event.job.status}`);
 *   },
 * };
 */
export type Handlers = HandlersByKind & { readonly any?: Handler<CircleCiEvent> };

type HandlersByKind = { readonly [Kind in EventKind]?: Handler<Events[Kind]> };

/** All keys: one that is forgotten here does not compile. */
const KEYS: Readonly<Record<keyof Handlers, true>> = {
  ping: true,
  'workflow-completed': true,
  'job-completed': true,
  unknown: true,
  any: true,
};

/** Tells what is wrong with handlers, as the end of a sentence on the module that exports them. */
export class HandlersError extends Error {
  override readonly name = 'HandlersError';
}

/**
 * Checks what a module exports as handlers: types are not checked at the start.
 *
 * @throws {HandlersError} if they are none
 */
export function checkHandlers(exported: unknown): asserts exported is Handlers {
  if (exported === undefined) {
    throw new HandlersError('exports no handlers: it needs an export const handlers = { … }');
  }
  if (typeof exported !== 'object' || exported === null || Array.isArray(exported)) {
    throw new HandlersError('exports handlers that are no object: use { ping: (event) => { … } }');
  }
  for (const [key, handler] of Object.entries(exported)) {
    if (handler === undefined || isHandler(handler)) continue;
    throw new HandlersError(
      `has a handler ${JSON.stringify(key)} that is neither a function nor { handle, settle: { by, for } }`,
    );
  }
}

const settlingSchema = z.object({
  handle: z.function(),
  settle: z.object({ by: z.function(), for: z.number() }),
});

function isHandler(value: unknown): boolean {
  return typeof value === 'function' || settlingSchema.safeParse(value).success;
}

/** Warns of handlers that would wait for ever, as one whose key is mistyped: types are not checked at the start. */
export function handlerWarnings(handlers: Handlers): string[] {
  const keys = Object.keys(KEYS)
    .join(', ')
    .replace(/, (?=any$)/, ' or ');
  return Object.keys(handlers)
    .filter((key) => !Object.hasOwn(KEYS, key))
    .map((key) => `The handler ${JSON.stringify(key)} is for no event: use ${keys}.`);
}

/** A handler with its event: what it takes to run it. */
export interface BoundHandler {
  readonly handle: (delivery: KeptDelivery, context: HandlerContext) => void | Promise<void>;
  /** Undefined if it does not settle. */
  readonly settle: { readonly key: () => string | undefined; readonly forMs: number } | undefined;
}

/** Names the handlers for an event, by the keys under which they are registered. */
export function handlerNames(handlers: Handlers, { kind }: ParsedEvent): (keyof Handlers)[] {
  return ([kind, 'any'] as const).filter((name) => handlers[name] !== undefined);
}

/** Finds the handler of a name for an event; undefined if there is none, or none for this one. */
export function handlerFor(
  handlers: Handlers,
  parsed: ParsedEvent,
  name: string,
): BoundHandler | undefined {
  if (name === 'any') return bind(handlers.any, parsed.event);
  return name === parsed.kind ? ownHandler<EventKind>(handlers, parsed) : undefined;
}

/** Finds the handler of an event's own type. It is generic, so that the compiler sees that the two belong together. */
function ownHandler<Kind extends EventKind>(
  handlers: HandlersByKind,
  { kind, event }: ParsedEvent<Kind>,
): BoundHandler | undefined {
  return bind<Events[Kind]>(handlers[kind], event);
}

function bind<Event>(handler: Handler<Event> | undefined, event: Event): BoundHandler | undefined {
  if (handler === undefined) return undefined;
  const { handle, settle } = typeof handler === 'function' ? { handle: handler } : handler;
  return {
    handle: (delivery, context) => handle(event, delivery, context),
    settle: settle && { key: () => settle.by(event), forMs: settle.for },
  };
}
