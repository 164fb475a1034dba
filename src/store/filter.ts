import { handlingState } from '../delivery/handling';
import type { DeliverySummary } from './delivery-store';

/** What a delivery must have to be listed: all that is set here. */
export interface DeliveryFilter {
  /** Of the event, the whole of it. */
  readonly type?: string;
  /** Of the event, the whole of it. */
  readonly status?: string;
  readonly verdict?: string;
  /** A status code as in `403`, a class of them as in `4xx`, or `none`. */
  readonly answer?: string;
  /** A state of its handling, or `none`. */
  readonly handling?: string;
  readonly method?: string;
  /** A part of path and query, in any case. */
  readonly path?: string;
  /** A part of the project's name, in any case. */
  readonly project?: string;
  /** A part of branch or tag, in any case. */
  readonly branch?: string;
  /** A part of the body, in any case. */
  readonly text?: string;
  readonly duplicates?: boolean;
  readonly replays?: boolean;
}

/** Whether a delivery passes all of a filter but its `text`, for which the body is needed. */
export function passes(filter: DeliveryFilter, delivery: DeliverySummary): boolean {
  const { event } = delivery;
  return (
    is(filter.type, event?.type) &&
    is(filter.status, event?.status) &&
    is(filter.verdict, delivery.signature.verdict) &&
    isAnswer(filter.answer, delivery.answer?.status) &&
    is(filter.handling, handlingState(delivery.handlings) ?? 'none') &&
    is(filter.method?.toUpperCase(), delivery.method) &&
    isIn(filter.path, delivery.url) &&
    isIn(filter.project, event?.project) &&
    (isIn(filter.branch, event?.branch) || isIn(filter.branch, event?.tag)) &&
    (filter.duplicates !== true || delivery.duplicateOf !== undefined) &&
    (filter.replays !== true || delivery.replayOf !== undefined)
  );
}

/** Whether a body has a text in it, in any case. */
export function bodyHas(text: string, body: Buffer): boolean {
  return isIn(text, body.toString('utf8'));
}

function is(wanted: string | undefined, value: string | undefined): boolean {
  return wanted === undefined || value === wanted;
}

function isIn(wanted: string | undefined, value: string | undefined): boolean {
  return wanted === undefined || value?.toLowerCase().includes(wanted.toLowerCase()) === true;
}

function isAnswer(wanted: string | undefined, status: number | undefined): boolean {
  if (wanted === undefined) return true;
  if (status === undefined) return wanted === 'none';
  return wanted === String(status) || wanted.toLowerCase() === `${Math.floor(status / 100)}xx`;
}
