import type { BulkAction } from '../delivery/bulk';
import type { DeliveryFilter } from '../store/filter';
import { queryOf } from '../store/read-filter';

/** What of a delivery is shown below its summary. */
export const PARTS = [
  'body',
  'headers',
  'raw',
  'answer-body',
  'answer-headers',
  'answer-raw',
] as const;

export type Part = (typeof PARTS)[number];

/** What of the inspector a page belongs to. */
export type Section = 'deliveries' | 'pipelines';

/** Where a reader is: it goes along in every link. */
export interface Place {
  /** Of a delivery, the one from which it was opened; the list of deliveries if absent. */
  readonly section?: Section;
  readonly filter: DeliveryFilter;
  /** The list shows what is older than this; undefined for the newest. */
  readonly before?: string;
}

/** Gives the same place, at the newest deliveries. */
export function newestOf({ before: _, ...place }: Place): Place {
  return place;
}

export function listLink({ filter, before }: Place): string {
  return `/${queryOf(filter, { before })}`;
}

export function pipelinesLink({ filter, before }: Place): string {
  return `/pipelines${queryOf(filter, { before })}`;
}

export function deliveryLink(id: string, place: Place, part?: Part): string {
  return `/deliveries/${id}${queryOf(place.filter, { ...whereOf(place), part })}`;
}

export function editLink(id: string, place: Place): string {
  return `/deliveries/${id}/edit${queryOf(place.filter, whereOf(place))}`;
}

export function replayLink(id: string, place: Place): string {
  return `/deliveries/${id}/replay${queryOf(place.filter, whereOf(newestOf(place)))}`;
}

export function runAgainLink(id: string, place: Place): string {
  return `/deliveries/${id}/run-again${queryOf(place.filter, whereOf(newestOf(place)))}`;
}

export function forwardAgainLink(id: string, place: Place): string {
  return `/deliveries/${id}/forward-again${queryOf(place.filter, whereOf(newestOf(place)))}`;
}

/** Links to the question whether a delivery is to be deleted. */
export function deleteLink(id: string, place: Place): string {
  return `/deliveries/${id}/delete${queryOf(place.filter, whereOf(place))}`;
}

/** What of an event's workflow or job can be asked of CircleCI. */
export const ASKED = ['explain', 'rerun', 'rerun-from-failed', 'cancel'] as const;

export type Asked = (typeof ASKED)[number];

/** Links to where CircleCI is asked that of the workflow or job of a delivery. */
export function askedLink(asked: Asked, id: string, place: Place): string {
  return `/deliveries/${id}/${asked}${queryOf(place.filter, whereOf(place))}`;
}

/** Asks whether something is to be done with all that a filter lets through, and starts it. */
export function bulkLink(action: BulkAction, { filter }: Place): string {
  return `/bulk${queryOf(filter, { action })}`;
}

/** How far that is, as it stands on each page. */
export const PROGRESS_LINK = '/bulk/progress';

export function stopBulkLink(id: string): string {
  return `/bulk/${id}/stop`;
}

/** Takes away what is told of a job that is over. */
export function closeBulkLink(id: string): string {
  return `/bulk/${id}/close`;
}

/** Links to when the event of a delivery came, as it stands on the page of that. */
export function arrivalsLink(id: string, place: Place): string {
  return `/deliveries/${id}/arrivals${queryOf(place.filter, whereOf(place))}`;
}

/** Links to the number of deliveries that a filter lets through, as it stands in the list. */
export function matchingLink({ filter }: Place): string {
  return `/matching${queryOf(filter)}`;
}

function whereOf({ before, section }: Place): Readonly<Record<string, string | undefined>> {
  return { before, from: section === 'pipelines' ? section : undefined };
}

/** Rebuilds what was missed. */
export const RECOVER_LINK = '/recover';

/** The public address, as it stands in the bar. */
export const ADDRESS_LINK = '/public-address';

/** The public URL alone, as text. */
export const URL_LINK = '/public-url';

/** How deliveries are answered, as it stands above each page. */
export const ANSWERS_LINK = '/answers';
export const END_ANSWERS_LINK = '/answers/end';

/** Links to what of a delivery can be copied or downloaded as it is. */
export function fileLink(id: string, file: string): string {
  return `/deliveries/${id}/${file}`;
}
