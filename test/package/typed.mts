import express from 'express';
import {
  parseEvent,
  sampleRequest,
  sign,
  sourceOf,
  verify,
  verifySignature,
  type SampleSettings,
  type Secrets,
  type SignatureCheck,
} from 'circleci-webhook-receiver';

const secrets: Secrets = { current: 'a-secret' };
const app = express();
app.use(
  verifySignature({
    secrets,
    onChecked(check, hints) {
      const verdict: 'valid' | 'missing' | 'invalid' = check.verdict;
      const [hint]: readonly string[] = hints;
      void [verdict, hint];
    },
  }),
);

const settings: SampleSettings = { provider: 'github-app', branch: 'main' };
const { headers, body } = sampleRequest('job-completed', settings, { secret: secrets.current });
const signature: string | undefined = headers['Circleci-Signature'];
const check: SignatureCheck = verify(signature, body, secrets);
const branch: string | undefined = sourceOf(JSON.parse(body.toString())).branch;
const ofWeb: SignatureCheck = verify(new Headers().get('x'), body.toString(), secrets);
const ofNode: SignatureCheck = verify([signature ?? ''] as string | string[], body, secrets);
void [check, ofWeb, ofNode, branch, sign(body, 'x')];

const parsed = parseEvent(JSON.parse(body.toString()));
if (parsed?.kind === 'job-completed') {
  const number: number | undefined = parsed.event.job.number;
  // @ts-expect-error no such field
  void [number, parsed.event.job.nubmer];
  // @ts-expect-error no such map
  void parsed.event.jbo;
  // @ts-expect-error no such field
  const { stauts } = parsed.event.job;
  // @ts-expect-error no such field, deep in it
  void [stauts, parsed.event.pipeline.vcs?.commit?.author?.nmae];
}
if (parsed?.kind === 'unknown') {
  const whatever: unknown = parsed.event['whatever'];
  void whatever;
}

// @ts-expect-error no such provider
void sampleRequest('ping', { provider: 'svn' });
// @ts-expect-error the secrets are missing
void verifySignature({});
