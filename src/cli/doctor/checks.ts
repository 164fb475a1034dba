import { requestHeaders } from '../../circleci/request-headers';
import { sampleRequest } from '../../circleci/samples/sample-request';
import { sign } from '../../circleci/signature';
import type { Config } from '../../config/config';
import { isListening } from '../../forward/listening';
import { withHeader } from '../../http/message';
import { localOrigin } from '../../http/server';
import { post, requestTo } from '../shared/post';
import { makeNonce, probe } from '../shared/probe';
import { failed, ok, skipped, type Finding, type Known } from './check';

const TIMEOUT_MS = 10_000;
const MAX_CLOCK_ERROR_S = 60;

export function checkSecret({ secrets }: Config): Finding {
  return secrets === undefined
    ? failed(
        'CIRCLECI_WEBHOOK_SECRET is not set: anyone who knows the URL can post.',
        "Set it in .env to the webhook's Secret token, or let npm run register make one.",
      )
    : ok('CIRCLECI_WEBHOOK_SECRET is set.');
}

export async function checkReceiver(config: Config): Promise<Finding & Known> {
  const origin = localOrigin(config);
  const nonce = makeNonce();
  const { proof, failure } = await probe(origin, nonce);
  if (proof !== undefined) return { ...ok(`It runs at ${origin}.`), own: { nonce, proof } };
  return failure === undefined
    ? failed(
        `Something answers at ${origin}, but it is not this receiver.`,
        'Stop it, or set PORT to another port.',
      )
    : failed(
        `It does not answer at ${origin}: ${failure}.`,
        'Start it with npm start, npm run tunnel or npm run live.',
      );
}

export async function checkSignatures(config: Config): Promise<Finding> {
  const secret = config.secrets?.current;
  if (secret === undefined) return skipped('There is no secret to sign with.');
  const signed = await ping(localOrigin(config), secret);
  const forged = await ping(localOrigin(config), `not ${secret}`);
  if (signed === 200 && forged === 403) {
    return ok('A signed ping is accepted, and a forged one refused.');
  }
  if (signed === 200 && forged === 200) {
    return failed(
      'The receiver accepts a forged ping: it runs without a secret.',
      'Restart it: it reads .env at its start.',
    );
  }
  return signed === 403
    ? failed(
        'The receiver refuses a ping that is signed with the secret configured here.',
        'It runs with another one: restart it, since it reads .env at its start.',
      )
    : failed(
        `The receiver answers a signed ping with ${signed ?? 'nothing'}, and a forged one with ${forged ?? 'nothing'}.`,
        'Its log says why.',
      );
}

/** Gives the status of the answer to a ping; undefined if there is none. */
async function ping(origin: string, secret: string): Promise<number | undefined> {
  const { body } = sampleRequest('ping', { webhook: 'npm run doctor' });
  const headers = withHeader(requestHeaders('ping', sign(body, secret)), 'User-Agent', 'doctor');
  const url = new URL(origin);
  const outcome = await post(url, requestTo(url, { headers, body }), TIMEOUT_MS);
  return 'answer' in outcome ? outcome.answer.status : undefined;
}

/** Looks whether anyone is there at each app to which deliveries go on. */
export async function checkTargets({ forwardTo }: Config): Promise<Finding[]> {
  return Promise.all(
    forwardTo.map(async ({ url }) =>
      (await isListening(url))
        ? ok(`Something listens at ${url.href}.`)
        : failed(
            `Nothing listens at ${url.href}: deliveries wait until something does.`,
            'Start your app, or correct FORWARD_TO.',
          ),
    ),
  );
}

export async function checkClock({ circleCi }: Config): Promise<Finding> {
  const sentAt = Date.now();
  const theirs = await dateOf(circleCi.host);
  if (theirs === undefined) return skipped(`${circleCi.host.host} does not tell the time.`);
  const ours = (sentAt + Date.now()) / 2;
  const seconds = Math.round(Math.abs(ours - theirs) / 1_000);
  return seconds <= MAX_CLOCK_ERROR_S
    ? ok("It agrees with CircleCI's.")
    : failed(
        `It is ${seconds} s ${ours > theirs ? 'ahead of' : 'behind'} CircleCI's.`,
        'Set the clock of this machine: certificates and times depend on it.',
      );
}

async function dateOf(host: URL): Promise<number | undefined> {
  try {
    const response = await fetch(host, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : date;
  } catch {
    return undefined;
  }
}
