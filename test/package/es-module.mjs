import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import bodyParser from 'body-parser';
import express from 'express';
import {
  bodyOf,
  createSamples,
  explain,
  parseEvent,
  sampleRequest,
  sign,
  sourceOf,
  verify,
  verifySignature,
} from 'circleci-webhook-receiver';

const SECRET = 'a-secret';

async function main() {
  const checks = [];
  const app = express();
  app.post(
    '/hooks',
    bodyParser.raw({ type: () => true }),
    verifySignature({
      secrets: { current: SECRET },
      onChecked: (check, hints) => checks.push([check, hints]),
    }),
    (req, res) => {
      const { branch } = sourceOf(JSON.parse(req.body.toString()));
      res.json({ branch });
    },
  );
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/hooks`;

  const { headers, body } = sampleRequest('workflow-completed', {}, { secret: SECRET });
  const right = await fetch(url, { method: 'POST', headers, body });
  const forged = { ...headers, 'Circleci-Signature': sign(body, 'another') };
  const wrong = await fetch(url, { method: 'POST', headers: forged, body });
  const empty = await fetch(url, { method: 'POST' });
  const { branch } = await right.json();
  assert.equal(checks[0][0].verdict, 'valid');
  assert.match(checks[1][1][0], /secret/);

  const check = verify(sign(body, SECRET), body, { current: SECRET });
  assert.deepEqual(check, { verdict: 'valid', signedWith: 'current' });
  assert.deepEqual(explain(check, sign(body, SECRET), body, { current: SECRET }), []);
  assert.equal(parseEvent(JSON.parse(body.toString())).kind, 'workflow-completed');
  const samples = createSamples({ clock: () => 0, randomBytes });
  assert.match(bodyOf(samples.event('ping')).toString(), /"happened_at":"1970-01-01T00:00:00\.000/);

  console.log(right.status, wrong.status, empty.status, branch);
  server.close();
}

main();
