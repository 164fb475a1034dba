import type { CircleCiApi } from '../circleci-api/api';
import { CircleCiApiError } from '../circleci-api/api-error';
import type { RunsApi } from '../circleci-api/runs';
import { runIdentity, type RebuiltEvent } from '../circleci/rebuild';
import type { DeliveryStore } from '../store/delivery-store';
import type { PublicAddressSource } from '../tunnel/public-address';
import { endedRuns, NOT_READABLE } from './ended-runs';
import type { Recovered } from './recovered';
import { readSentEvents } from './sent-events';
import { readToldRuns, type ToldRuns } from './told-runs';

/** CircleCI, of which both sides keep to one pace. */
export interface Connection {
  readonly runs: RunsApi;
  readonly api: Pick<CircleCiApi, 'listWebhooks'>;
}

/** An event that no kept delivery tells of. */
export interface MissedEvent {
  readonly event: RebuiltEvent;
  /** The project's name, or its slug. */
  readonly project: string;
  /** The path and query at which it would have come. */
  readonly url: string;
}

export interface Missed {
  /** In the order in which they ended. */
  readonly events: readonly MissedEvent[];
  readonly told: ToldRuns;
}

export interface MissedOptions {
  readonly store: DeliveryStore;
  readonly publicAddress: PublicAddressSource;
  /** Is called after each step. */
  readonly changed: () => void;
}

/** Clocks may differ so much that an event came before it was sent. */
const SKEW_MS = 60 * 60_000;

/**
 * Finds what was missed, and counts it as it goes. A project that CircleCI does not show is a problem, and the others are
 * looked at all the same.
 */
export async function findMissed(
  recovered: Recovered,
  { runs, api }: Connection,
  { store, publicAddress, changed }: MissedOptions,
): Promise<Missed> {
  const span = { since: new Date(recovered.since), until: new Date(recovered.until) };
  const told = await readToldRuns(store, new Date(span.since.getTime() - SKEW_MS));
  const address = publicAddress.current();
  const ours = { ...told, publicUrl: 'url' in address ? address.url : undefined };
  const found = new Set<string>();
  const events: MissedEvent[] = [];

  async function look(slug: string): Promise<void> {
    const project = await runs.project(slug);
    const { types, webhook, url, note } = await readSentEvents(api, { id: project.id, slug }, ours);
    if (note !== undefined) recovered.notes.push(note);
    if (types.length === 0) return;
    const contextOf = (pipeline: RunPipeline) => ({ project, pipeline, webhook });
    for await (const event of endedRuns(runs, slug, span, types, contextOf)) {
      changed();
      if (event === NOT_READABLE) {
        recovered.not_readable += 1;
        continue;
      }
      const identity = runIdentity(event.type, event.runId);
      if (found.has(identity.id)) continue;
      found.add(identity.id);
      recovered.found += 1;
      if (told.has(identity)) recovered.had_already += 1;
      else events.push({ event, project: project.name ?? slug, url });
    }
  }

  for (const slug of recovered.projects) {
    try {
      await look(slug);
    } catch (error) {
      if (!isOfProject(error)) throw error;
      recovered.problem = [recovered.problem, error.message].filter(Boolean).join(' ');
    }
  }
  return { told, events: events.toSorted((a, b) => +a.event.stoppedAt - +b.event.stoppedAt) };
}

type RunPipeline = Parameters<Parameters<typeof endedRuns>[4]>[0];

function isOfProject(error: unknown): error is CircleCiApiError {
  return error instanceof CircleCiApiError && ['not-found', 'forbidden'].includes(error.problem);
}
