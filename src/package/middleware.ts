export {
  verifySignature,
  type SignedRequest,
  type RefusingResponse,
  type SignatureMiddleware,
  type VerifySignatureOptions,
} from '../receiver/verify-signature';
