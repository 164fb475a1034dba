import {
  bodyOf,
  createSamples,
  explain,
  parseEvent,
  sampleRequest,
  sign,
  sourceOf,
  verify,
  verifySignature,
} from 'circleci-webhook-receiver';
import useAll from './use-all.cjs';

void useAll({
  bodyOf,
  createSamples,
  explain,
  parseEvent,
  sampleRequest,
  sign,
  sourceOf,
  verify,
  verifySignature,
});
