import type { Webhook } from '../../circleci-api/api';
import { CircleCiApiError } from '../../circleci-api/api-error';
import type { Config } from '../../config/config';
import { whatIsMissing } from '../../config/what-is-missing';
import { escapeLine } from '../../text/escape';
import { whyUnreachable } from '../../tunnel/reach';
import { findPublicUrl, OWN_TUNNEL, whyNoUrl } from '../shared/find-url';
import { openProject } from '../shared/open-project';
import { probePublic, type Probe } from '../shared/probe';
import { failed, ok, skipped, warning, type Finding, type Known } from './check';

export async function checkTunnel(
  config: Config,
  givenUrl: string | undefined,
): Promise<Finding & Known> {
  if (givenUrl !== undefined) {
    return { ...skipped(`The URL is given: ${givenUrl}`), publicUrl: givenUrl };
  }
  const finding = await findPublicUrl(config);
  if (finding.found === 'endpoint') {
    return { ...ok(`${finding.url} leads to port ${config.port}.`), publicUrl: finding.url };
  }
  const why = whyNoUrl(finding, config, OWN_TUNNEL);
  return failed(
    `No tunnel leads to port ${config.port}.`,
    `${why} With a domain of your own, give its URL: --url.`,
  );
}

export async function checkPublicUrl(
  { circleCi, secrets }: Config,
  { own, publicUrl }: Known,
): Promise<Finding> {
  if (publicUrl === undefined) return skipped('There is none.');
  const problem = whyUnreachable(publicUrl, circleCi.host);
  if (problem !== undefined) {
    return failed(problem, 'Use the https URL of a tunnel, or of a server with its own domain.');
  }
  if (own === undefined) return skipped('There is no receiver for it to lead to.');
  const answer = await probePublic(publicUrl, own.nonce, secrets?.current);
  return answer.proof === own.proof
    ? ok(`${publicUrl} reaches this very receiver.`)
    : whyNotReached(publicUrl, answer);
}

function whyNotReached(url: string, { status, proof, ngrokError, failure }: Probe): Finding {
  if (proof !== undefined) {
    return failed(
      `${url} reaches another receiver than the one on this machine.`,
      'Stop the other, or have its tunnel lead here.',
    );
  }
  switch (ngrokError) {
    case 'ERR_NGROK_3200':
      return failed(
        `${url} is offline (${ngrokError}).`,
        'Start the tunnel again; without a domain of your own, its URL may be another then.',
      );
    case 'ERR_NGROK_3204':
      return failed(
        `ngrok's edge refuses what is signed with the secret configured here (${ngrokError}).`,
        'Start the tunnel again with the same secret as in .env.',
      );
    case 'ERR_NGROK_8012':
      return failed(
        `ngrok does not reach the receiver from ${url} (${ngrokError}).`,
        'Have the tunnel lead to the port on which the receiver runs.',
      );
    default: {
      const code = ngrokError === undefined ? '' : ` (${ngrokError})`;
      const what = failure ?? `it answers ${status ?? 'nothing'}${code}, not as this receiver`;
      return failed(
        `${url} does not reach the receiver: ${what}.`,
        'Look at the tunnel, and at any proxy or sign-in in front of it.',
      );
    }
  }
}

export async function checkWebhook({ circleCi }: Config, { publicUrl }: Known): Promise<Finding> {
  const missing = whatIsMissing(circleCi);
  if (missing !== undefined) return skipped(`Not looked at. ${missing}`);
  if (publicUrl === undefined) return skipped('There is no public URL.');
  try {
    const { api, id, slug } = await openProject(circleCi);
    const { origin } = new URL(publicUrl);
    const ours = (await api.listWebhooks(id)).filter(
      ({ url }) => URL.canParse(url) && new URL(url).origin === origin,
    );
    const [first, ...others] = ours;
    return first === undefined
      ? failed(
          `${slug} has no webhook with ${publicUrl} as its Receiver URL.`,
          'npm run register creates or updates it.',
        )
      : webhookFinding([first, ...others]);
  } catch (error) {
    if (error instanceof CircleCiApiError) return failed(error.message);
    throw error;
  }
}

function webhookFinding(ours: readonly [Webhook, ...Webhook[]]): Finding {
  const [{ name, events }] = ours;
  const mend = 'npm run register sets it right.';
  if (ours.some(({ verifyTls }) => verifyTls === false)) {
    return failed('Its certificate verification is off.', mend);
  }
  if (events.length === 0) return failed('It has no events.', mend);
  if (ours.length > 1) {
    return warning(
      `${ours.length} webhooks have this URL: each event comes as often.`,
      'npm run register -- --list shows them.',
    );
  }
  if (ours.some(({ verifyTls }) => verifyTls === undefined)) {
    return warning(
      'CircleCI does not tell whether its certificate verification is on.',
      'Look at it in Project Settings > Webhooks.',
    );
  }
  return ok(
    escapeLine(`${name} has this URL, for ${events.join(' and ')}, with certificate verification.`),
  );
}
