import { bodyOf } from '../../../circleci/samples/samples';
import { sign } from '../../../circleci/signature';
import { tamperWith } from '../signing';
import type { Scenario, Sending } from './scenario';

export const forged: Scenario = {
  name: 'forged',
  about: 'each way in which a signature can be wrong, and at the end a right one',
  needsSecret: true,
  async play({ samples, settings, secret = '', send }) {
    const event = samples.event('workflow-completed', settings);
    for (const forgery of forgeries(event, secret)) {
      await send({ ...forgery, expects: 'refused' });
    }
    await send({ label: 'the right signature', body: bodyOf(event) });
  },
};

function forgeries(event: unknown, secret: string): Sending[] {
  const body = bodyOf(event);
  const right = sign(body, secret);
  const hex = right.slice('v1='.length);
  const otherHex = sign(body, `${secret}-`).slice('v1='.length);
  const wrong = (label: string, signature: string | null): Sending => ({ label, body, signature });
  return [
    wrong('no signature', null),
    wrong('an empty signature', ''),
    wrong('no version', hex),
    wrong('words', 'not a signature'),
    wrong('the signature of another secret', `v1=${otherHex}`),
    wrong('of the secret with a newline', sign(body, `${secret}\n`)),
    wrong('of the secret in quotes', sign(body, `"${secret}"`)),
    { label: 'a changed body', body: tamperWith(body), signature: right },
    {
      label: 'a body that was serialised anew',
      body: Buffer.from(JSON.stringify(event, null, 2)),
      signature: right,
    },
    {
      label: 'a body with a newline at its end',
      body: Buffer.concat([body, Buffer.from('\n')]),
      signature: right,
    },
    wrong('cut off', right.slice(0, -1)),
    wrong('one digit too many', `${right}0`),
    wrong('in upper case', `v1=${hex.toUpperCase()}`),
    wrong('in base64', `v1=${Buffer.from(hex, 'hex').toString('base64')}`),
    wrong('of a later version alone', `v2=${hex}`),
    wrong('of an earlier version alone', `v0=${hex}`),
    wrong('two of v1, both of another secret', `v1=${otherHex},v1=${'1'.repeat(64)}`),
    wrong('all zeros', `v1=${'0'.repeat(64)}`),
  ];
}
