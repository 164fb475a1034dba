import express, { type Router } from 'express';
import { CircleCiApiError } from '../circleci-api/api-error';
import type { FailedJob, Failure } from '../circleci-api/failures';
import { REQUESTS_PATH } from './captured-request';
import { explainable } from './explainable';
import type { InspectorOptions } from './inspector-options';
import { Problem } from './problem';

/** Makes the part of the API that tells why what a delivery tells of failed: what is kept, or what CircleCI tells now. */
export function createFailureApi({ store, asked }: InspectorOptions): Router {
  const api = express.Router();
  const path = `${REQUESTS_PATH}/:id/failure`;

  api.get(path, async (req, res) => {
    const failure = await store.failure(req.params.id);
    if (failure === undefined) {
      throw new Problem(404, 'Nothing is kept of why it failed: POST here asks CircleCI.');
    }
    res.json(failureOf(failure));
  });

  api.post(path, async (req, res) => {
    const delivery = explainable(await store.get(req.params.id));
    try {
      res.json(failureOf(await asked.explain(delivery, true)));
    } catch (error) {
      const isMissing = error instanceof CircleCiApiError && error.problem === 'no-token';
      throw isMissing ? new Problem(409, error.message) : error;
    }
  });

  return api;
}

function failureOf({ readAt, jobs, notes }: Failure): object {
  return { read_at: readAt, jobs: jobs.map(jobOf), notes };
}

function jobOf({ name, number, status, url, steps, tests, notes }: FailedJob): object {
  return {
    ...{ name, number: number ?? null, status, url: url ?? null },
    steps: steps.map((step) => ({
      ...{ name: step.name, exit_code: step.exitCode ?? null },
      ...{ output: step.output, cut: step.isCut },
    })),
    tests: tests.map((test) => ({
      ...{ name: test.name, classname: test.classname ?? null, file: test.file ?? null },
      ...{ message: test.message, seconds: test.seconds ?? null },
    })),
    notes,
  };
}
