import bodyParser from 'body-parser';
import express from 'express';
import request from 'supertest';
import { sign } from '../../src/circleci/signature';
import { verifySignature } from '../../src/receiver/verify-signature';
import { PING_BODY, SECRET } from '../support/fixtures';

const SIGNATURE = sign(PING_BODY, SECRET);

test('behind another body parser, the middleware fails loudly instead of checking something else', async () => {
  const app = express();
  const errors: unknown[] = [];
  app.use(express.json(), verifySignature({ secrets: { current: SECRET } }));
  app.use(((error, _req, res, _next) => {
    errors.push(error);
    res.sendStatus(500);
  }) as express.ErrorRequestHandler);
  await request(app).post('/').set('circleci-signature', SIGNATURE).send({ a: 1 }).expect(500);
  expect(errors).toEqual([
    expect.objectContaining({ message: expect.stringContaining('raw body') as string }),
  ]);
});

test('in an app of someone else, a request without a body is refused as any other', async () => {
  const app = express();
  app.use(
    bodyParser.raw({ type: () => true }),
    verifySignature({ secrets: { current: SECRET } }),
    (_req, res) => res.sendStatus(204),
  );
  const refused = await request(app).post('/').expect(403);
  expect(refused.body).toMatchObject({ reason: 'missing-signature' });
  await request(app)
    .post('/')
    .set('circleci-signature', sign(Buffer.alloc(0), SECRET))
    .expect(204);
});

test.each([{}, { secrets: {} }, { secrets: { current: '' } }])(
  'without a secret (%j), the middleware fails at once, before any call',
  (options) => {
    expect(() => {
      Reflect.apply(verifySignature, undefined, [options]);
    }).toThrow(/secrets\.current must be/);
  },
);
