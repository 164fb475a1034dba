import request from 'supertest';
import { startReceiver } from '../support/test-receiver';

describe('without a secret', () => {
  test.each(['post', 'put', 'patch', 'delete', 'options'] as const)(
    '%s gets 200 and a message, on any path',
    async (method) => {
      const { url } = await startReceiver();
      for (const path of ['/', '/a/b?c=d', '/healthz', '/%E0%A4%A', '//x']) {
        const answer = await request(url)[method](path).expect(200);
        expect(answer.body).toEqual({ message: 'Received.' });
        expect(answer.type).toBe('application/json');
      }
    },
  );

  test.each([
    'application/json',
    'application/json; charset=nonsense',
    'application/x-www-form-urlencoded',
    'text/plain; charset=utf-16',
    'multipart/form-data; boundary=x',
    'image/png',
    'not a type',
  ])('a body of type %j is taken', async (type) => {
    const { url, logged } = await startReceiver();
    await request(url).post('/').set('Content-Type', type).send('{"broken').expect(200);
    expect(await logged()).toMatchObject({ verdict: 'unchecked', body: '{"broken' });
  });
});
