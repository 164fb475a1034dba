/** The least that checks a signature: node:http, one HMAC, no log. What is lost beyond it is our own cost. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { SECRET } from '../../test/support/fixtures';

createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const hmac = createHmac('sha256', SECRET).update(Buffer.concat(chunks)).digest();
    const header = req.headers['circleci-signature'];
    const given = Buffer.from(typeof header === 'string' ? header.slice('v1='.length) : '', 'hex');
    const valid = given.length === hmac.length && timingSafeEqual(given, hmac);
    const answer = valid ? '{"message":"ok"}' : '{"error":"no"}';
    res.writeHead(valid ? 200 : 403, {
      'content-type': 'application/json',
      'content-length': answer.length,
    });
    res.end(answer);
  });
}).listen(Number(process.env['PORT']), '127.0.0.1');
