import type { Events } from './events';
import type { EventType } from './event-types';
import { isMap } from './read';

/** A map of which nothing is sure: any key may be missing, and have any value. */
type Hoped<T> =
  NonNullable<T> extends object
    ? { readonly [Key in keyof NonNullable<T>]?: Hoped<NonNullable<T>[Key]> } | null
    : unknown;

type AllOf<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

type WithoutType<Event> = Event extends unknown ? Omit<Event, 'type'> : never;

/** What an event may tell: the keys are those of the schemas of all types of events. */
export type Told = NonNullable<Hoped<AllOf<WithoutType<Events[EventType]>>>> & {
  readonly type?: unknown;
};

/**
 * Takes JSON for an event, without a check: as each key is optional here, `?.` and a look at the value that is read
 * are enough. It costs nothing, while the schemas would have to read all of it.
 */
export function toldBy(json: unknown): Told {
  return isTold(json) ? json : {};
}

/** Tells whether JSON is a map: a text or a list has none of the keys, and tells nothing. */
function isTold(json: unknown): json is Told {
  return isMap(json);
}
