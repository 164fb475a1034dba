/** The receiver's own packages with nothing of ours: what the stack that was asked for costs at least. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { raw } from 'body-parser';
import express from 'express';
import morgan from 'morgan';
import { SECRET } from '../../test/support/fixtures';

const app = express();
app.use(raw({ type: () => true, limit: '1mb', inflate: false }));
app.post('/', (req, res) => {
  const body: unknown = req.body;
  if (!Buffer.isBuffer(body) || !isSigned(body, req.get('circleci-signature') ?? '')) {
    res.status(403).json({ error: 'no' });
    return;
  }
  JSON.parse(body.toString());
  res.json({ message: 'ok' });
});

// Around the app, as in the receiver: inside, morgan costs twice as much (measured).
const log = morgan('tiny');
createServer((req, res) => {
  log(req, res, () => {
    app(req, res);
  });
}).listen(Number(process.env['PORT']), '127.0.0.1');

function isSigned(body: Buffer, header: string): boolean {
  const hmac = createHmac('sha256', SECRET).update(body).digest();
  const given = Buffer.from(header.slice('v1='.length), 'hex');
  return given.length === hmac.length && timingSafeEqual(given, hmac);
}
