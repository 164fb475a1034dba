import { jobSending, planRun, sendTogether, workflowSending } from './run';
import type { Scenario } from './scenario';

const PARALLEL_JOBS = 4;

export const cancelStorm: Scenario = {
  name: 'cancel-storm',
  about: `a workflow with ${PARALLEL_JOBS} parallel jobs is canceled: ${PARALLEL_JOBS + 1} workflow events`,
  async play(stage) {
    const run = planRun(stage, {
      status: 'canceled',
      jobs: Array.from({ length: PARALLEL_JOBS }, (_, index) => ({
        name: `tests-${index + 1}`,
        startsAfter: 2_100 + index * 40,
        takes: 18_000 + index * 350,
        status: 'canceled',
      })),
    });
    // The first workflow event has no duration at all, and the others get longer: seen by users.
    await stage.send(workflowSending(stage, { ...run, stoppedAt: run.workflow.createdAt }));
    for (const job of run.jobs) {
      const soFar = { ...run, stoppedAt: job.stoppedAt };
      await sendTogether(stage, jobSending(stage, run, job), workflowSending(stage, soFar));
    }
  },
};
