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
import type { ParsedEvent } from 'circleci-webhook-receiver/events';
import { verifySignature as byItself } from 'circleci-webhook-receiver/middleware';
import type { SampleRequest } from 'circleci-webhook-receiver/samples';
import type { RefusalReason } from 'circleci-webhook-receiver/signature';

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

app.post('/hooks/:name', express.raw({ type: () => true }), byItself({ secrets }), (req, res) => {
  res.json([req.params.name, JSON.parse(req.body.toString())]); // what Express knows of a request, it still knows
});
const onChecked = (_: SignatureCheck, hints: readonly string[], res: express.Response): void => {
  res.locals['hints'] = hints;
};
const handler: express.RequestHandler = byItself({ secrets, onChecked });
void handler;

const settings: SampleSettings = { provider: 'github-app', branch: 'main' };
const sample: SampleRequest = sampleRequest('job-completed', settings, { secret: 'a-secret' });
const { headers, body } = sample;
const signature: string | undefined = headers['circleci-signature'];
const check: SignatureCheck = verify(signature, body, secrets);
const branch: string | undefined = sourceOf(JSON.parse(body.toString())).branch;
const ofWeb: SignatureCheck = verify(new Headers().get('x'), body.toString(), secrets);
const ofNode: SignatureCheck = verify([signature ?? ''] as string | string[], body, secrets);
const reason: RefusalReason | undefined = 'reason' in check ? check.reason : undefined;
void fetch('http://localhost', { method: 'POST', headers, body });
void [reason, check, ofWeb, ofNode, branch, sign(body, 'x')];

const parsed: ParsedEvent | undefined = parseEvent(JSON.parse(body.toString()));
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
