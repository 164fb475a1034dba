/*
 * What the package is to other projects: to check signatures in an app of their own, and to test what they
 * do with events. The app itself is run, not imported.
 */
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
  JOB_STATUSES,
  PROVIDERS,
  SAMPLE_TYPES,
  WORKFLOW_STATUSES,
  type Provider,
  type SampleSettings,
  type SampleType,
} from './circleci/samples/settings';
export {
  explain,
  sign,
  verify,
  type RefusalReason,
  type Secrets,
  type SignatureCheck,
} from './circleci/signature';
export { sourceOf, type Source } from './circleci/source';
export { verifySignature, type VerifySignatureOptions } from './receiver/verify-signature';
export { sampleRequest, type SampleRequest, type SampleRequestOptions } from './sample-request';
