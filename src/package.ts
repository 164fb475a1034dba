/*
 * What the package is to other projects: to check signatures in an app of their own, and to test what they
 * do with events. The app itself is run, not imported.
 */
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
} from './circleci/events';
export { requestHeaders } from './circleci/request-headers';
export {
  bodyOf,
  createSamples,
  type JobSample,
  type PipelineSample,
  type SampleEvent,
  type Samples,
  type SamplesOptions,
  type WorkflowSample,
} from './circleci/samples/samples';
export {
  PROVIDERS,
  SAMPLE_TYPES,
  type Provider,
  type SampleSettings,
  type SampleType,
} from './circleci/samples/settings';
export {
  explain,
  sign,
  verify,
  type RawBody,
  type RefusalReason,
  type Secrets,
  type SignatureCheck,
  type SignatureHeader,
} from './circleci/signature';
export { sourceOf, type Source } from './circleci/source';
export { durationOf } from './circleci/time';
export { verifySignature, type VerifySignatureOptions } from './receiver/verify-signature';
export {
  sampleRequest,
  type SampleRequest,
  type SampleRequestOptions,
} from './circleci/samples/sample-request';
