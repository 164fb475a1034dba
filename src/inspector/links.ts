import type { DeliveryFilter } from '../store/filter';
import { queryOf } from './query';

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

/** Where in the list a reader is: it goes along in every link. */
export interface Place {
  readonly filter: DeliveryFilter;
  /** The list shows what is older than this; undefined for the newest. */
  readonly before?: string;
}

export function listLink({ filter, before }: Place): string {
  return `/${queryOf(filter, { before })}`;
}

export function pipelinesLink({ filter, before }: Place): string {
  return `/pipelines${queryOf(filter, { before })}`;
}

export function deliveryLink(id: string, { filter, before }: Place, part?: Part): string {
  return `/deliveries/${id}${queryOf(filter, { before, part })}`;
}

export function editLink(id: string, { filter, before }: Place): string {
  return `/deliveries/${id}/edit${queryOf(filter, { before })}`;
}

export function replayLink(id: string, { filter }: Place): string {
  return `/deliveries/${id}/replay${queryOf(filter)}`;
}

export function runAgainLink(id: string, { filter }: Place): string {
  return `/deliveries/${id}/run-again${queryOf(filter)}`;
}

/** What of a delivery can be copied or downloaded as it is. */
export function fileLink(id: string, file: string): string {
  return `/deliveries/${id}/${file}`;
}
