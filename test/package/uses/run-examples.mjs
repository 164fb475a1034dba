import { once } from 'node:events';
import { connect } from 'node:net';
import { sampleRequest, sign } from 'circleci-webhook-receiver';

const secret = process.env.CIRCLECI_WEBHOOK_SECRET;
const { headers, body } = sampleRequest('workflow-completed', { status: 'failed' }, { secret });
const { 'circleci-signature': signature, ...unsigned } = headers;
const text = { ...headers, 'content-type': 'text/plain' };
const twice = [...Object.entries(unsigned), ...[1, 2].map((n) => ['circleci-signature', n])];

/** Signed as it is, and called something else; then all that a sender can do wrong. */
const CALLS = [
  { headers, body },
  { headers: text, body },
  { headers: { ...headers, 'circleci-signature': sign(body, 'another') }, body },
  { headers: unsigned, body },
  { headers: twice, body },
  { headers: { 'circleci-signature': signature }, body: new Uint8Array([0, 255, 0xc0]) },
  { headers: { ...headers, 'circleci-signature': 'v1=,' }, body: '{' },
  {},
];

/** What the web-standard ones are given by their framework. */
const ofRequest = (answer) => async (init) => answer(new Request('http://localhost/hooks', init));

async function ofServer(server) {
  if (!server.listening) await once(server, 'listening');
  const { port } = server.address();
  const socket = connect(port);
  socket.end('POST /hooks HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf');
  await once(socket.resume(), 'close'); // who leaves in the middle does no harm
  return async (init) => fetch(`http://localhost:${port}/hooks`, init);
}

const example = async (name) => import(`./examples/${name}.mjs`);
const { server: express } = await example('express');
const { POST } = await example('next');
const { default: hono } = await example('hono');
const { app } = await example('fastify');
const { server } = await example('node-http');
const examples = {
  express: await ofServer(express),
  next: ofRequest(POST),
  hono: ofRequest(hono.fetch),
  fastify: await ofServer(app.server),
  'node-http': await ofServer(server),
};

const log = console.log;
for (const [name, send] of Object.entries(examples)) {
  const told = [];
  console.log = (...what) => told.push(...what);
  const statuses = [];
  for (const init of CALLS) statuses.push((await send({ method: 'POST', ...init })).status);
  const large = { method: 'POST', body: 'x'.repeat(2 * 1024 * 1024) };
  const last = name === 'next' ? [] : [(await send(large)).status];
  log(name, ...statuses, ...last, ...told);
}
process.exit();
