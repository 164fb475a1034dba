export {
  explain,
  sign,
  verify,
  type RawBody,
  type RefusalReason,
  type Secrets,
  type SignatureCheck,
  type SignatureHeader,
} from '../circleci/signature';
