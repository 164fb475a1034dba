import { isNativeError } from 'node:util/types';

const AGENT_INSTEAD = 'Or use the agent: ngrok http, with the port.';

const TOKEN =
  'ngrok does not accept NGROK_AUTHTOKEN: copy it again from https://dashboard.ngrok.com/get-started/your-authtoken';
const DOMAIN =
  'ngrok does not give this account the domain in NGROK_DOMAIN: reserve it under https://dashboard.ngrok.com/domains, or leave NGROK_DOMAIN empty';
const VERIFICATION =
  "This ngrok account's plan has no webhook verification: set NGROK_VERIFY=off; signatures are checked here all the same";

/** What the codes mean that are met in opening a tunnel: https://ngrok.com/docs/errors/reference/ */
const SENTENCES: Readonly<Record<string, string>> = {
  ERR_NGROK_105: TOKEN,
  ERR_NGROK_106: TOKEN,
  ERR_NGROK_107: TOKEN,
  ERR_NGROK_4018: TOKEN,
  ERR_NGROK_108:
    'This ngrok account may not have another session at the same time: stop the other agent or tunnel, here or on another machine (https://dashboard.ngrok.com/agents)',
  ERR_NGROK_313: DOMAIN,
  ERR_NGROK_314: DOMAIN,
  ERR_NGROK_319: DOMAIN,
  ERR_NGROK_320: DOMAIN,
  ERR_NGROK_354: DOMAIN,
  ERR_NGROK_334:
    'The domain is in use by another tunnel: stop that one, here or on another machine (https://dashboard.ngrok.com/endpoints), or set NGROK_DOMAIN to another domain',
  ERR_NGROK_9016: VERIFICATION,
};

/** What no other attempt changes. The rest may be the lost session itself, which ngrok has not ended yet. */
const LASTING = new Set([TOKEN, DOMAIN, VERIFICATION]);

/** Why there is no tunnel. */
export interface NgrokProblem {
  /** One sentence, with the way out. */
  readonly sentence: string;
  /** Whether it may go by itself, as if there is no network: always, never, or once a tunnel was open. */
  readonly passing: 'always' | 'once-open' | 'never';
}

export const NO_AUTHTOKEN: NgrokProblem = {
  sentence: `There is no tunnel: NGROK_AUTHTOKEN is not set. Put your authtoken from https://dashboard.ngrok.com/get-started/your-authtoken into .env. ${AGENT_INSTEAD}`,
  passing: 'never',
};

export const NO_SDK: NgrokProblem = {
  sentence: `There is no tunnel: the package @ngrok/ngrok is not installed, or has no build for this system. Run npm install. ${AGENT_INSTEAD}`,
  passing: 'never',
};

export const NOTHING_TO_VERIFY_WITH: NgrokProblem = {
  sentence:
    'There is no tunnel: NGROK_VERIFY=circleci needs CIRCLECI_WEBHOOK_SECRET. Set it in .env, or NGROK_VERIFY=off.',
  passing: 'never',
};

export const SECRET_IS_EXPRESSION: NgrokProblem = {
  sentence:
    'There is no tunnel: NGROK_VERIFY=circleci cannot work with a secret that has "${" in it, which ngrok reads as an expression. Choose another secret, or NGROK_VERIFY=off.',
  passing: 'never',
};

export const UNREACHABLE: NgrokProblem = {
  sentence:
    'There is no tunnel: ngrok cannot be reached. Look at your network, and whether a firewall or proxy lets connections to connect.ngrok-agent.com:443 through.',
  passing: 'always',
};

/**
 * Says what an error of the SDK means. Its own text is not shown: it may have the authtoken in it.
 *
 * @see https://ngrok.com/docs/errors/err_ngrok_105/
 */
export function explainNgrokError(error: unknown): NgrokProblem {
  const message = isNativeError(error) ? error.message : '';
  const code = /ERR_NGROK_\d+/.exec(message)?.[0];
  if (code !== undefined) {
    const known = SENTENCES[code];
    const sentence =
      known === undefined
        ? `There is no tunnel: ngrok refused it. See https://ngrok.com/docs/errors/${code.toLowerCase()}/`
        : `There is no tunnel: ${known.charAt(0).toLowerCase()}${known.slice(1)}`;
    const isLasting = known !== undefined && LASTING.has(known);
    return { sentence: `${sentence} (${code}).`, passing: isLasting ? 'never' : 'once-open' };
  }
  if (/connect|dns|lookup|timed? ?out|tls/i.test(message)) return UNREACHABLE;
  return {
    sentence: `There is no tunnel, for a reason that ngrok's SDK does not tell. ${AGENT_INSTEAD}`,
    passing: 'always',
  };
}
