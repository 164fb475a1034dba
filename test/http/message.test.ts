import { parseRequest } from '../../src/http/message';

test('reads a request as it was on the wire', () => {
  const body = Buffer.from([0, 13, 10, 13, 10, 255]);
  const head =
    'POST /a?b=\xe4 HTTP/1.1\r\nHost: x\r\nX-Twice: 1\r\nx-twice:2: 3 \r\nEmpty:\r\n\r\n';
  expect(parseRequest(Buffer.concat([Buffer.from(head, 'latin1'), body]))).toEqual({
    method: 'POST',
    url: '/a?b=\xe4',
    headers: [
      ['Host', 'x'],
      ['X-Twice', '1'],
      ['x-twice', '2: 3'],
      ['Empty', ''],
    ],
    body,
  });
});

test.each([
  '',
  'POST / HTTP/1.1\r\nHost: x\r\n',
  'hello\r\n\r\n',
  'GET / HTTP/1.1\r\nno colon\r\n\r\n',
])('takes %j for none', (text) => {
  expect(parseRequest(Buffer.from(text))).toBeUndefined();
});
