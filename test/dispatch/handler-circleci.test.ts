import { createCircleCi } from '../../src/circleci-api/circleci';
import { createHandlerCircleCi } from '../../src/dispatch/handler-circleci';
import type { Handlers } from '../../src/dispatch/handlers';
import { testResult, type FailedRuns } from '../support/circleci-failures-stand-in';
import { startCircleCi, TOKEN, type CircleCiStandIn } from '../support/circleci-stand-in';
import { jobEvent, workflowEvent } from '../support/events';
import { isDone, isFailed } from '../support/handling-states';
import { temporaryFolder } from '../support/temporary-folder';
import { startDispatcher, type TestDispatcher } from '../support/test-dispatcher';
import { openStore } from '../support/test-store';

async function start(
  handlers: Handlers,
  {
    url,
    maxReruns = 2,
    folder,
    attempts = 1,
  }: {
    url: string;
    maxReruns?: number;
    folder?: string;
    attempts?: number;
  },
): Promise<TestDispatcher> {
  const store = await openStore(folder === undefined ? {} : { folder });
  const circleCi = createCircleCi({ token: TOKEN, host: url });
  const circleCiFor = createHandlerCircleCi({ store, maxReruns, circleCi });
  return startDispatcher(handlers, { store, circleCiFor, attempts });
}

const failedWorkflow = (id: string): object =>
  workflowEvent({ id: `event-of-${id}`, workflow: { id, status: 'failed' } });

/** Reruns whatever workflow failed. */
const RERUN: Handlers = {
  'workflow-completed': async ({ workflow }, _delivery, { circleci }) => {
    await circleci.rerun(workflow.id ?? '', { fromFailed: true });
  },
};

function knowing(workflows: FailedRuns['workflows'] = { first: [], second: [] }): FailedRuns & {
  readonly reruns: NonNullable<FailedRuns['reruns']>;
} {
  return { workflows, reruns: [] };
}

describe('what a handler reran', () => {
  test('is rerun by that of its event twice in a row, and then no more, also through a restart', async () => {
    const known = knowing();
    const { url } = await startCircleCi({ failures: known });
    const folder = temporaryFolder();
    const first = await start(RERUN, { url, folder });
    await first.handled(await first.deliver(failedWorkflow('first')), isDone);
    const [once] = known.reruns;
    expect(once).toMatchObject({ of: 'first', fromFailed: true });
    expect(first.notices.entries.join()).toContain(
      `Reran workflow first as ${once?.as ?? ''}, rerun 1 of 2 at most.`,
    );
    await first.end();
    await first.store.close();

    const again = await start(RERUN, { url, folder });
    await again.handled(await again.deliver(failedWorkflow(once?.as ?? '')), isDone);
    const twice = known.reruns[1];
    expect(twice?.of).toBe(once?.as);
    const { attempts } = await again.handled(
      await again.deliver(failedWorkflow(twice?.as ?? '')),
      isFailed,
    );
    const sentence = `Workflow ${twice?.as ?? ''} is not rerun: handlers reran what led to it 2 times already, as often as CIRCLECI_MAX_RERUNS lets them.`;
    expect(attempts[0]?.error).toContain(sentence);
    expect(again.notices.entries.join()).toContain(sentence);
    expect(known.reruns).toHaveLength(2);

    await again.handled(await again.deliver(failedWorkflow('second')), isDone); // has its own
    expect(known.reruns).toHaveLength(3);
  });

  test('counts also if it reruns the one before, or another workflow', async () => {
    const known = knowing({ first: [], second: [], third: [] });
    const { url } = await startCircleCi({ failures: known });
    const asked: (string | undefined)[] = ['first', 'first', 'second', 'third'];
    const { deliver, handled } = await start(
      {
        'workflow-completed': async (_event, _delivery, { circleci }) => {
          await circleci.rerun(asked.shift() ?? '');
        },
      },
      { url },
    );
    await handled(await deliver(failedWorkflow('first')), isDone);
    const as = (index: number): string => known.reruns[index]?.as ?? '';
    await handled(await deliver(failedWorkflow(as(0))), isDone);
    expect(known.reruns).toHaveLength(1); // `first` was rerun already
    await handled(await deliver({ ...failedWorkflow(as(0)), id: 'another' }), isDone);
    await handled(await deliver(failedWorkflow(as(1))), isFailed);
    expect(known.reruns.map(({ of }) => of)).toEqual(['first', 'second']);
  });

  test('is rerun once, however many of its jobs ask at once or after another', async () => {
    const known = knowing();
    const { url } = await startCircleCi({ failures: known });
    const got: string[] = [];
    const { deliver, handled } = await start(
      {
        'job-completed': async ({ workflow }, _delivery, { circleci }) => {
          const asked = [1, 2].map(async () => circleci.rerun(workflow?.id ?? ''));
          got.push(...(await Promise.all(asked)).map(({ workflowId }) => workflowId));
        },
      },
      { url },
    );
    for (const id of ['1', '2'])
      await handled(await deliver(jobEvent({ id, workflow: { id: 'first' } })), isDone);
    expect(known.reruns).toHaveLength(1);
    expect(new Set(got)).toEqual(new Set([known.reruns[0]?.as]));
    expect(got).toHaveLength(4);
  });

  test('is not counted if CircleCI refused it', async () => {
    const known = knowing();
    const { url, mishaps } = await startCircleCi({ failures: known });
    mishaps.push({ status: 503 });
    const { deliver, handled, clock, store } = await start(RERUN, { url, attempts: 2 });
    const id = await deliver(failedWorkflow('first'));
    await clock.due(1_000);
    expect(await store.reruns('first')).toEqual({ depth: 0 });
    clock.pass(1_000);
    await handled(id, isDone);
    expect(known.reruns).toHaveLength(1);
  });

  test('is none at all with CIRCLECI_MAX_RERUNS=0', async () => {
    const known = knowing();
    const { url, requests } = await startCircleCi({ failures: known });
    const { deliver, handled } = await start(RERUN, { url, maxReruns: 0 });
    await handled(await deliver(failedWorkflow('first')), isFailed);
    expect(requests).toEqual([]);
  });
});

test('without a token, what asks CircleCI says how to get one', async () => {
  const { deliver, handled } = await startDispatcher(RERUN, { attempts: 1 });
  const { attempts } = await handled(await deliver(failedWorkflow('first')), isFailed);
  expect(attempts[0]?.error).toContain('set CIRCLECI_TOKEN in .env to a personal API token');
});

describe('failureOf', () => {
  const PATH = 'github/example/shop/7';
  const FAILED_JOB = jobEvent({ job: { status: 'failed', name: 'test', number: 7 } });

  async function startFailing(handlers: Handlers): Promise<TestDispatcher & CircleCiStandIn> {
    const failures = { builds: { [PATH]: [] }, tests: { [PATH]: [testResult('rounds')] } };
    const circleCi = await startCircleCi({ failures });
    return { ...circleCi, ...(await start(handlers, { url: circleCi.url })) };
  }

  test('gives a handler why its event failed, and asks once', async () => {
    const seen: unknown[] = [];
    const note: Handlers['job-completed'] = async (event, _delivery, { failureOf }) => {
      const { jobs } = await failureOf(event);
      seen.push(jobs.map(({ name, tests }) => [name, tests.map((test) => test.name)]));
    };
    const { deliver, handled, dispatcher, store, requests } = await startFailing({
      'job-completed': note,
    });
    const id = await deliver(FAILED_JOB);
    await handled(id, isDone);
    await dispatcher.runAgain(id);
    await handled(id, ({ attempts, state }) => attempts.length === 2 && state === 'done');
    expect(seen).toEqual([[['test', ['rounds']]], [['test', ['rounds']]]]);
    expect(requests).toHaveLength(2); // steps and tests
    expect((await store.failure(id))?.jobs).toHaveLength(1);
  });

  test('of another event keeps nothing, and of one that did not fail asks nothing', async () => {
    const { deliver, handled, store, requests } = await startFailing({
      'workflow-completed': async (event, _delivery, { failureOf }) => {
        expect((await failureOf(event)).jobs).toEqual([]);
        expect((await failureOf(FAILED_JOB)).jobs).toHaveLength(1);
      },
    });
    const id = await deliver(workflowEvent());
    const { attempts } = await handled(id, ({ state }) => state !== 'waiting');
    expect(attempts[0]?.error).toBeUndefined();
    expect(requests).toHaveLength(2);
    expect(await store.failure(id)).toBeUndefined();
  });
});
