import { randomUUID } from 'node:crypto';
import { sign } from '../circleci/signature';
import type { Config } from '../config/config';
import { sendRequest, type OutgoingRequest } from '../http/send-request';
import { reachableHost } from '../http/server';
import { makeNonce, probe } from './probe';

const TIMEOUT_MS = 10_000;
const MAX_CLOCK_ERROR_S = 60;

/** What was looked at, and what came of it. */
export interface Check {
  readonly name: string;
  /** `skipped` where it does not apply, or an earlier failure leaves nothing to look at. */
  readonly result: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly says: string;
  /** How to mend it. */
  readonly mend?: string;
}

/** What earlier checks found out for the later ones. */
export interface Findings {
  /** By which the running receiver is known, for a nonce. */
  readonly own?: { readonly nonce: string; readonly proof: string };
  readonly publicUrl?: string;
}

export function checkSecret({ secrets }: Config): Check {
  const name = 'secret';
  if (secrets === undefined) {
    return {
      name,
      result: 'failed',
      says: 'CIRCLECI_WEBHOOK_SECRET is not set: anyone who knows the URL can post.',
      mend: "Set it in .env to the webhook's Secret token, or let npm run register make one.",
    };
  }
  return { name, result: 'ok', says: 'CIRCLECI_WEBHOOK_SECRET is set.' };
}

export async function checkReceiver(config: Config): Promise<Check & Findings> {
  const name = 'receiver';
  const origin = localOrigin(config);
  const nonce = makeNonce();
  const { proof, failure } = await probe(origin, nonce);
  if (proof !== undefined) {
    return { name, result: 'ok', says: `It runs at ${origin}.`, own: { nonce, proof } };
  }
  return failure === undefined
    ? {
        name,
        result: 'failed',
        says: `Something answers at ${origin}, but it is not this receiver.`,
        mend: 'Stop it, or set PORT to another port.',
      }
    : {
        name,
        result: 'failed',
        says: `It does not answer at ${origin}: ${failure}.`,
        mend: 'Start it with npm start, npm run tunnel or npm run live.',
      };
}

export async function checkSignatures(config: Config): Promise<Check> {
  const name = 'signatures';
  const secret = config.secrets?.current;
  if (secret === undefined) {
    return { name, result: 'skipped', says: 'There is no secret to sign with.' };
  }
  const body = pingBody();
  const signed = await post(localOrigin(config), body, sign(body, secret));
  const forged = await post(localOrigin(config), body, sign(body, `not ${secret}`));
  if (signed === 200 && forged === 403) {
    return { name, result: 'ok', says: 'A signed ping is accepted, and a forged one refused.' };
  }
  if (signed === 200 && forged === 200) {
    return {
      name,
      result: 'failed',
      says: 'The receiver accepts a forged ping: it runs without a secret.',
      mend: 'Restart it: it reads .env at its start.',
    };
  }
  return signed === 403
    ? {
        name,
        result: 'failed',
        says: 'The receiver refuses a ping that is signed with the secret configured here.',
        mend: 'It runs with another one: restart it, since it reads .env at its start.',
      }
    : {
        name,
        result: 'failed',
        says: `The receiver answers a signed ping with ${signed ?? 'nothing'}, and a forged one with ${forged ?? 'nothing'}.`,
        mend: 'Its log says why.',
      };
}

export async function checkClock({ circleCi }: Config): Promise<Check> {
  const name = 'clock';
  const sentAt = Date.now();
  const theirs = await dateOf(circleCi.host);
  if (theirs === undefined) {
    return { name, result: 'skipped', says: `${circleCi.host.host} does not tell the time.` };
  }
  const ours = (sentAt + Date.now()) / 2;
  const seconds = Math.round(Math.abs(ours - theirs) / 1_000);
  return seconds <= MAX_CLOCK_ERROR_S
    ? { name, result: 'ok', says: "It agrees with CircleCI's." }
    : {
        name,
        result: 'failed',
        says: `It is ${seconds} s ${ours > theirs ? 'ahead of' : 'behind'} CircleCI's.`,
        mend: 'Set the clock of this machine: certificates and times depend on it.',
      };
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

function localOrigin({ host, port }: Config): string {
  return `http://${reachableHost(host)}:${port}`;
}

function pingBody(): Buffer {
  const webhook = { id: randomUUID(), name: 'npm run doctor' };
  const happenedAt = new Date().toISOString();
  return Buffer.from(
    JSON.stringify({ type: 'ping', id: randomUUID(), happened_at: happenedAt, webhook }),
  );
}

/** The status of the answer; undefined where there is none. */
async function post(origin: string, body: Buffer, signature: string): Promise<number | undefined> {
  const request: OutgoingRequest = {
    method: 'POST',
    path: '/',
    headers: [
      ['host', new URL(origin).host],
      ['content-length', String(body.length)],
      ['content-type', 'application/json'],
      ['circleci-event-type', 'ping'],
      ['circleci-signature', signature],
      ['user-agent', 'doctor'],
    ],
    body,
  };
  try {
    return (await sendRequest(origin, request, TIMEOUT_MS)).status;
  } catch {
    return undefined;
  }
}
