import { durationOf, planRun, playRun, type JobPlan } from './run';
import type { Scenario } from './scenario';

const lint: JobPlan = { name: 'lint', startsAfter: 2_100, takes: 9_400 };
const tests: JobPlan = { name: 'unit-tests', startsAfter: 2_200, takes: 33_700 };

/** Someone reads why it failed, and runs it again. */
const RERUN_AFTER_MS = 8_000;

export const rerun: Scenario = {
  name: 'rerun',
  about: 'a workflow fails and is run again: the same pipeline, another workflow',
  async play(stage) {
    const first = planRun(stage, {
      jobs: [lint, { ...tests, status: 'failed' }],
      status: 'failed',
      endedAgo: durationOf([lint, tests]) + RERUN_AFTER_MS,
    });
    await playRun(stage, first);
    stage.say(
      `Run again, as another workflow of the same pipeline (#${first.pipeline.pipeline.number}):`,
    );
    await playRun(
      stage,
      planRun(stage, { jobs: [lint, tests], status: 'success', pipeline: first.pipeline }),
    );
  },
};
