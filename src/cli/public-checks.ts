import { CircleCiApiError } from '../circleci-api/api-error';
import type { Config } from '../config/config';
import { escapeLine } from '../text/escape';
import { whyUnreachable } from '../tunnel/public-address';
import type { Check, Findings } from './checks';
import { findPublicUrl, OWN_TUNNEL, whyNoUrl } from './find-url';
import { openProject, whatIsMissing } from './open-project';
import { probe, type Probe } from './probe';

export async function checkTunnel(
  config: Config,
  givenUrl: string | undefined,
): Promise<Check & Findings> {
  const name = 'tunnel';
  if (givenUrl !== undefined) {
    return { name, result: 'skipped', says: `The URL is given: ${givenUrl}`, publicUrl: givenUrl };
  }
  const finding = await findPublicUrl(config);
  return finding.found === 'endpoint'
    ? {
        name,
        result: 'ok',
        says: `${finding.url} leads to port ${config.port}.`,
        publicUrl: finding.url,
      }
    : {
        name,
        result: 'failed',
        says: `No tunnel leads to port ${config.port}.`,
        mend: `${whyNoUrl(finding, config.port, OWN_TUNNEL)} With a domain of your own, give its URL: --url.`,
      };
}

export async function checkPublicUrl(config: Config, { own, publicUrl }: Findings): Promise<Check> {
  const name = 'public URL';
  if (publicUrl === undefined) return { name, result: 'skipped', says: 'There is none.' };
  const problem = whyUnreachable(new URL(publicUrl), config.circleCi.host);
  if (problem !== undefined) {
    return {
      name,
      result: 'failed',
      says: `CircleCI will not reach ${publicUrl}: ${problem}.`,
      mend: 'Use the https URL of a tunnel, or of a server with its own domain.',
    };
  }
  if (own === undefined) {
    return { name, result: 'skipped', says: 'There is no receiver for it to lead to.' };
  }
  const { origin } = new URL(publicUrl);
  const first = await probe(origin, own.nonce);
  const last =
    first.status === 403 && first.proof === undefined
      ? await probe(origin, own.nonce, config.secrets?.current)
      : first;
  if (last.proof === own.proof) {
    return { name, result: 'ok', says: `${publicUrl} reaches this very receiver.` };
  }
  return { name, result: 'failed', ...whyNotReached(publicUrl, last) };
}

function whyNotReached(
  url: string,
  { status, proof, ngrokError, failure }: Probe,
): Pick<Check, 'says' | 'mend'> {
  if (proof !== undefined) {
    return {
      says: `${url} reaches another receiver than the one on this machine.`,
      mend: 'Stop the other, or have its tunnel lead here.',
    };
  }
  switch (ngrokError) {
    case 'ERR_NGROK_3200':
      return {
        says: `${url} is offline (${ngrokError}).`,
        mend: 'Start the tunnel again; without a domain of your own, its URL may be another then.',
      };
    case 'ERR_NGROK_3204':
      return {
        says: `ngrok's edge refuses what is signed with the secret configured here (${ngrokError}).`,
        mend: 'Start the tunnel again with the same secret as in .env.',
      };
    case 'ERR_NGROK_8012':
      return {
        says: `ngrok does not reach the receiver from ${url} (${ngrokError}).`,
        mend: 'Have the tunnel lead to the port on which the receiver runs.',
      };
    default: {
      const what =
        failure ??
        `it answers ${status ?? 'nothing'}${ngrokError === undefined ? '' : ` (${ngrokError})`}, not as this receiver`;
      return {
        says: `${url} does not reach the receiver: ${what}.`,
        mend: 'Look at the tunnel, and at any proxy or sign-in in front of it.',
      };
    }
  }
}

export async function checkWebhook(config: Config, { publicUrl }: Findings): Promise<Check> {
  const name = 'webhook';
  const missing = whatIsMissing(config.circleCi);
  if (missing !== undefined) {
    return { name, result: 'skipped', says: `Not looked at. ${missing}` };
  }
  if (publicUrl === undefined) return { name, result: 'skipped', says: 'There is no public URL.' };
  try {
    const { api, id, slug } = await openProject(config.circleCi);
    const webhooks = await api.listWebhooks(id);
    const { origin } = new URL(publicUrl);
    const ours = webhooks.filter(({ url }) => URL.canParse(url) && new URL(url).origin === origin);
    const [webhook] = ours;
    if (webhook === undefined) {
      return {
        name,
        result: 'failed',
        says: `${slug} has no webhook with ${publicUrl} as its Receiver URL.`,
        mend: 'npm run register creates or updates it.',
      };
    }
    const mend = 'npm run register sets it right.';
    if (ours.some(({ verifyTls }) => verifyTls === false)) {
      return { name, result: 'failed', says: 'Its certificate verification is off.', mend };
    }
    if (webhook.events.length === 0) {
      return { name, result: 'failed', says: 'It has no events.', mend };
    }
    if (ours.length > 1) {
      return {
        name,
        result: 'warning',
        says: `${ours.length} webhooks have this URL: each event comes as often.`,
        mend: 'npm run register -- --list shows them.',
      };
    }
    if (ours.some(({ verifyTls }) => verifyTls === undefined)) {
      return {
        name,
        result: 'warning',
        says: 'CircleCI does not tell whether its certificate verification is on.',
        mend: 'Look at it in Project Settings > Webhooks.',
      };
    }
    const says = `${webhook.name} has this URL, for ${webhook.events.join(' and ')}, with certificate verification.`;
    return { name, result: 'ok', says: escapeLine(says) };
  } catch (error) {
    if (!(error instanceof CircleCiApiError)) throw error;
    return { name, result: 'failed', says: error.message };
  }
}
