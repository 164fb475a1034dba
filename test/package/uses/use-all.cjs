const assert = require('node:assert/strict');
const { randomBytes } = require('node:crypto');
const { once } = require('node:events');
const bodyParser = require('body-parser');
const express = require('express');

const SECRET = 'a-secret';

/** Uses all that the package exports in an app of its own, and prints how that answered. */
module.exports = async function useAll(receiver) {
  const { bodyOf, createSamples, explain, parseEvent, sampleRequest, sign, sourceOf } = receiver;
  const { verify, verifySignature } = receiver;
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
  const forged = { ...headers, 'circleci-signature': sign(body, 'another') };
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
};
