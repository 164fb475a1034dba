import { sendRequest } from '../../src/http/send-request';
import { runReceiver } from '../support/child';

test('an answer is read also where it came, and the connection closed, before all was sent', async () => {
  const { url, port } = await runReceiver();
  const body = Buffer.alloc(4 * 1024 * 1024, 'a');
  const headers = [
    ['Host', `127.0.0.1:${port}`],
    ['Content-Length', String(body.length)],
  ] as const;
  for (let times = 0; times < 12; times += 1) {
    const answer = await sendRequest(url, { method: 'POST', url: '/', headers, body });
    expect(answer.status).toBe(413);
    expect(answer.body.toString()).toContain('"reason":"body-too-large"');
  }
});
