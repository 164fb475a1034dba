import type { Job } from './job';
import type { Jobs } from './jobs';

/** The right to a job, for as long as it can be renewed. */
export interface Lease {
  /** Aborts when others may take the job. */
  readonly signal: AbortSignal;
  /** Tells whether no other can have the job yet, as after a process was stopped and goes on. */
  readonly isHeld: () => boolean;
  readonly end: () => void;
}

export interface Leases {
  readonly begin: (job: Job) => Promise<Lease>;
  readonly close: () => void;
}

interface Held {
  readonly lost: AbortController;
  /** By `performance.now()`, when its renewal was last asked for and then granted. */
  renewedAt: number;
}

/** Makes what renews leases six times while each lasts; what could not be renewed is given up in time. */
export function createLeases({ renew }: Pick<Jobs, 'renew'>, leaseMs: number): Leases {
  const held = new Map<Job, Held>();
  const step = leaseMs / 6;
  const isOver = ({ renewedAt }: Held): boolean => performance.now() - renewedAt > leaseMs - step;

  function giveUp(job: Job, { lost }: Held): void {
    held.delete(job);
    lost.abort(new Error('Another receiver may take it over.'));
  }

  async function renewAll(jobs: readonly Job[]): Promise<void> {
    const askedAt = performance.now();
    const renewed = new Set(await renew(jobs));
    for (const job of jobs) {
      const lease = held.get(job);
      if (lease === undefined) continue;
      if (renewed.has(job)) lease.renewedAt = askedAt;
      else giveUp(job, lease);
    }
  }

  const timer = setInterval(() => {
    for (const [job, lease] of held) if (isOver(lease)) giveUp(job, lease);
    if (held.size > 0) renewAll([...held.keys()]).catch(() => undefined); // the next may succeed
  }, step);

  return {
    async begin(job) {
      const lease = { lost: new AbortController(), renewedAt: job.claimedHere };
      held.set(job, lease);
      try {
        if (job.isTakenOver) await renewAll([job]); // the one before may have had it for long
      } catch (error) {
        held.delete(job);
        throw error;
      }
      return {
        signal: lease.lost.signal,
        isHeld: () => !lease.lost.signal.aborted && !isOver(lease),
        end: () => held.delete(job),
      };
    },
    close() {
      clearInterval(timer);
    },
  };
}
