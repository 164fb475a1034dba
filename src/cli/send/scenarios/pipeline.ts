import { planRun, playRun, type JobPlan } from './run';
import type { Scenario } from './scenario';

const JOBS: readonly JobPlan[] = [
  { name: 'lint', startsAfter: 2_100, takes: 9_400 },
  { name: 'build', startsAfter: 2_300, takes: 27_800 },
  { name: 'unit-tests', startsAfter: 2_200, takes: 41_300 },
  { name: 'deploy', startsAfter: 45_900, takes: 16_200 },
];

export const pipeline: Scenario = {
  name: 'pipeline',
  about: 'a whole pipeline: four jobs, then their workflow',
  async play(stage) {
    await playRun(stage, planRun(stage, { jobs: JOBS, status: 'success' }));
  },
};
