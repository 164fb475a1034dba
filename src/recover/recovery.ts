import { setTimeout as pause } from 'node:timers/promises';
import { createCircleCiApi } from '../circleci-api/api';
import { CircleCiApiError } from '../circleci-api/api-error';
import type { ApiAccess } from '../circleci-api/api-request';
import { createPace } from '../circleci-api/pace';
import { createRunsApi } from '../circleci-api/runs';
import type { Config } from '../config/config';
import { whatIsMissing } from '../config/what-is-missing';
import type { Dispatcher } from '../dispatch/dispatcher';
import type { Log } from '../log/log';
import type { DeliveryStore } from '../store/delivery-store';
import { isAbortError } from '../text/is-abort-error';
import type { PublicAddressSource } from '../tunnel/public-address';
import type { Attendance } from './attendance';
import { findMissed, type Connection } from './missed';
import { keepMissed } from './keep-missed';
import type { TimeSpan } from './ended-runs';
import { missedSince } from './missed-since';
import { summary, type Recovered } from './recovered';

export interface RecoveryOptions {
  readonly store: DeliveryStore;
  readonly dispatcher: Pick<Dispatcher, 'plan' | 'enqueue'>;
  readonly circleCi: Config['circleCi'];
  readonly publicAddress: PublicAddressSource;
  readonly attendance: Attendance;
  readonly log: Log;
  /** Waits for so many milliseconds. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** What is asked for. */
export interface RecoverRequest {
  /** Since the newest kept event, unless told; that is seven days at most. */
  readonly since?: Date | undefined;
  /** Until now, unless told. */
  readonly until?: Date | undefined;
  /** Slugs; all that are configured, unless told. */
  readonly projects?: readonly string[] | undefined;
  /** Whether to find out only what would be rebuilt. */
  readonly dryRun?: boolean | undefined;
  /** Whether handlers and forwards get it; they do, unless told. */
  readonly handlers?: boolean | undefined;
}

/** Tells why nothing is rebuilt, and what to do. */
export class RecoverError extends Error {
  override readonly name = 'RecoverError';
}

/** Rebuilds what was missed, one time at a time. */
export interface Recovery {
  /**
   * Begins; how far it is tells `current`.
   *
   * @throws {RecoverError} if it cannot
   */
  readonly start: (request: RecoverRequest) => Promise<Recovered>;
  /** The one that runs or, if none does, the last one; undefined if there was none. */
  readonly current: () => Recovered | undefined;
  /** Since when something may have been missed. */
  readonly missedSince: () => Promise<Date>;
  /** Says why it cannot begin, unless other projects are asked for; undefined if it can. */
  readonly whyNot: () => string | undefined;
  /** When the receiver was not running. */
  readonly gaps: Attendance['gaps'];
  /**
   * Tells of every step.
   * @returns what ends the telling
   */
  readonly onChange: (listener: () => void) => () => void;
  /** Stops the one that runs. */
  readonly close: () => Promise<void>;
}

export function createRecovery(options: RecoveryOptions): Recovery {
  const { store, circleCi, attendance, log } = options;
  const stopping = new AbortController();
  let current: Recovered | undefined;
  let isBusy = false;
  let running = Promise.resolve();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };

  function connect(): Connection {
    const { signal } = stopping;
    const wait =
      options.wait ?? (async (ms: number): Promise<void> => pause(ms, undefined, { signal }));
    const { host, token = '' } = circleCi;
    const access: ApiAccess = { host, token, wait, pace: createPace(wait), stopping: signal };
    return { runs: createRunsApi(access), api: createCircleCiApi(access) };
  }

  async function run(recovered: Recovered, { handlers = true }: RecoverRequest): Promise<void> {
    const { projects, since } = recovered;
    log.info(`Asking CircleCI for what ended in ${projects.join(', ')} since ${since}.`);
    try {
      const missed = await findMissed(recovered, connect(), { ...options, changed });
      await keepMissed(missed, recovered, { ...options, handlers, stopping: stopping.signal });
      if (isWhole(recovered)) await attendance.fill(recovered);
      log.info([`Missed events: ${summary(recovered)}`, ...recovered.notes]);
    } catch (error) {
      recovered.problem = problemOf(error);
      if (!isExpected(error)) log.error('Missed events could not be rebuilt.', error);
    }
    if (recovered.problem !== null) log.warn(`Missed events: ${recovered.problem}`);
    recovered.state = recovered.problem === null ? 'done' : 'failed';
    isBusy = false;
    changed();
  }

  /** Tells whether nothing is missing any more of any project. */
  function isWhole({ problem, dry_run: isDry, projects }: Recovered): boolean {
    return problem === null && !isDry && circleCi.projects.every((one) => projects.includes(one));
  }

  return {
    current: () => current,
    missedSince: async () => missedSince(store, attendance.gaps()),
    whyNot: () => whatIsMissing(circleCi),
    async start(request) {
      const { projects = circleCi.projects } = request;
      const problem = whatIsMissing({ ...circleCi, projects });
      if (problem !== undefined) throw new RecoverError(problem);
      if (isBusy) throw new RecoverError(BUSY);
      isBusy = true;
      try {
        const until = request.until ?? new Date();
        const since = request.since ?? (await missedSince(store, attendance.gaps()));
        if (since >= until) throw new RecoverError('The time to look at ends before it begins.');
        const begun = beginning({ since, until }, projects, request.dryRun);
        current = begun;
        running = run(begun, request);
        changed();
        return begun;
      } catch (error) {
        isBusy = false;
        throw error;
      }
    },
    gaps: attendance.gaps,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      stopping.abort();
      await running;
    },
  };
}

const BUSY = 'Missed events are being rebuilt already: wait for that to end.';

function beginning(
  { since, until }: TimeSpan,
  projects: readonly string[],
  dryRun = false,
): Recovered {
  return {
    ...{ state: 'running', since: since.toISOString(), until: until.toISOString() },
    ...{ projects: [...projects], dry_run: dryRun },
    ...{ found: 0, had_already: 0, rebuilt: 0, not_readable: 0, notes: [], problem: null },
    events: [],
  };
}

function isExpected(error: unknown): boolean {
  return error instanceof CircleCiApiError || isAbortError(error);
}

function problemOf(error: unknown): string {
  if (error instanceof CircleCiApiError) return error.message;
  return isAbortError(error)
    ? 'The receiver stopped before it was done: run it again.'
    : 'Something went wrong: see the log of the receiver.';
}
