import type { Config as ForwardConfig } from '@ngrok/ngrok';
import type { Secrets } from '../circleci/signature';
import type { Config } from '../config/config';
import {
  NO_AUTHTOKEN,
  NOTHING_TO_VERIFY_WITH,
  SECRET_IS_EXPRESSION,
  type NgrokProblem,
} from './ngrok-problem';
import { verifyingPolicy } from './traffic-policy';

export interface ForwardOptions {
  readonly config: Pick<Config['tunnel'], 'authtoken' | 'domain' | 'serverAddr' | 'verify'>;
  readonly secrets: Secrets | undefined;
  /** Where the receiver is reached from here, as in `127.0.0.1:3000`. */
  readonly addr: string;
}

/** Makes what the SDK is told, or says why there is nothing to tell it. */
export function forwardConfigOf({
  config: { authtoken, domain, serverAddr, verify },
  secrets,
  addr,
}: ForwardOptions): ForwardConfig | NgrokProblem {
  if (authtoken === undefined) return NO_AUTHTOKEN;
  if (verify && secrets === undefined) return NOTHING_TO_VERIFY_WITH;
  const { current = '', previous = '' } = secrets ?? {};
  if (verify && [current, previous].some((secret) => secret.includes('${')))
    return SECRET_IS_EXPRESSION;
  return {
    addr,
    authtoken,
    forwards_to: addr,
    ...(domain !== undefined && { domain }),
    ...(serverAddr !== undefined && { server_addr: serverAddr }),
    ...(verify && secrets && { traffic_policy: verifyingPolicy(secrets) }),
  };
}
