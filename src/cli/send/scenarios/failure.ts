import { planRun, playRun, type JobPlan } from './run';
import type { Scenario } from './scenario';

/** The job that would have come after the tests never runs, and so has no event. */
const JOBS: readonly JobPlan[] = [
  { name: 'lint', startsAfter: 2_100, takes: 9_400 },
  { name: 'build', startsAfter: 2_300, takes: 27_800 },
  { name: 'unit-tests', startsAfter: 2_200, takes: 33_700, status: 'failed' },
];

export const failure: Scenario = {
  name: 'failure',
  about: 'a pipeline of which a job fails, and with it the workflow',
  async play(stage) {
    await playRun(stage, planRun(stage, { jobs: JOBS, status: 'failed' }));
  },
};
