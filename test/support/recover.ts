import type { RecoverRequest } from '../../src/recover/recovery';
import type { Recovered } from '../../src/recover/recovered';
import type { DeliverySummary, KeptDelivery } from '../../src/store/delivery-store';
import { projectInApi, type ProjectInApi } from './circleci-runs-stand-in';
import {
  startCircleCi,
  TOKEN,
  type CircleCiOptions,
  type CircleCiStandIn,
} from './circleci-stand-in';
import { startInspector, type TestInspector } from './test-inspector';
import { poll } from './wait';

/** A time so many minutes ago, in whole seconds. */
export function minutesAgo(minutes: number): Date {
  return new Date(Math.floor(Date.now() / 1_000) * 1_000 - minutes * 60_000);
}

/** Both types of events, to an address that leads here. */
export const WEBHOOK = {
  url: 'https://ours.ngrok.app/hooks?from=ci',
  events: ['workflow-completed', 'job-completed'],
} as const;

interface Recovering extends TestInspector {
  readonly circleCi: CircleCiStandIn;
  /** Rebuilds what was missed, in the last hour unless told, to the end. */
  readonly recover: (request?: RecoverRequest) => Promise<Recovered>;
  /** All that is kept, the oldest first. */
  readonly kept: () => Promise<KeptDelivery[]>;
}

/** Starts a receiver beside a CircleCI in which something ran. */
export async function startRecovering(
  { projects = [projectInApi()], webhooks = [WEBHOOK], ...options }: CircleCiOptions,
  {
    token = TOKEN,
    slugs = projects.map(({ slug }: ProjectInApi) => slug),
    ...receiver
  }: Omit<NonNullable<Parameters<typeof startInspector>[0]>, 'token'> & {
    /** Null for none. */
    readonly token?: string | null;
    readonly slugs?: readonly string[];
  } = {},
): Promise<Recovering> {
  const circleCi = await startCircleCi({ projects, webhooks, ...options });
  const inspector = await startInspector({
    circleCiConfig: {
      host: new URL(circleCi.url),
      token: token ?? undefined,
      projects: slugs,
      recover: false,
    },
    ...receiver,
  });
  inspector.publicAddress.set({ state: 'open', url: 'https://ours.ngrok.app' });
  const { recovery, store } = inspector;
  return {
    ...inspector,
    circleCi,
    async recover(request = {}) {
      await recovery.start({ since: minutesAgo(60), ...request });
      return poll('the end of rebuilding', () => {
        const current = recovery.current();
        return current?.state !== 'running' && current;
      });
    },
    async kept() {
      const { deliveries } = await store.list({ limit: 1_000 });
      const whole = await Promise.all(
        deliveries.map(async ({ id }: DeliverySummary) => store.get(id)),
      );
      return whole.filter((one) => one !== undefined).reverse();
    },
  };
}
