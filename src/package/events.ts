export {
  JOB_STATUSES,
  parseEvent,
  WORKFLOW_STATUSES,
  type CircleCiEvent,
  type JobCompletedEvent,
  type ParsedEvent,
  type PingEvent,
  type UnknownEvent,
  type WorkflowCompletedEvent,
} from '../circleci/events';
export { sourceOf, type Source } from '../circleci/source';
export { durationOf } from '../circleci/duration';
