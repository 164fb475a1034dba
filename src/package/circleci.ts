export type { Actions, TriggeredPipeline, TriggerOptions } from '../circleci-api/actions';
export { CircleCiApiError, type ApiProblem } from '../circleci-api/api-error';
export { createCircleCi, type CircleCi, type CircleCiOptions } from '../circleci-api/circleci';
export type { FailedJob, FailedStep, FailedTest, Failure } from '../circleci-api/failures';
