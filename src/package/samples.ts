export { requestHeaders } from '../circleci/request-headers';
export {
  sampleRequest,
  type SampleRequest,
  type SampleRequestOptions,
} from '../circleci/samples/sample-request';
export {
  bodyOf,
  createSamples,
  type JobSample,
  type PipelineSample,
  type SampleEvent,
  type Samples,
  type SamplesOptions,
  type WorkflowSample,
} from '../circleci/samples/samples';
export {
  PROVIDERS,
  SAMPLE_TYPES,
  type Provider,
  type SampleSettings,
  type SampleType,
} from '../circleci/samples/settings';
