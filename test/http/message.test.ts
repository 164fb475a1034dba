import { headersIn, parseRequest, requestBytes, withHeader } from '../../src/http/message';

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

test('reads what it writes', () => {
  const headers = [
    ['Host', 'x'],
    ['X-Twice', '\xe9'],
    ['x-twice', ''],
  ] as const;
  const request = { method: 'PUT', url: '/?a', headers, body: Buffer.from('\r\n\r\n\0') };
  const bytes = requestBytes({ ...request, httpVersion: '1.0' });
  expect(bytes.toString('latin1')).toMatch(/^PUT \/\?a HTTP\/1\.0\r\nHost: x\r\n/);
  expect(parseRequest(bytes)).toEqual(request);
  expect(headersIn(bytes.toString('latin1'))).toEqual(headers);
});

describe('one header of a name', () => {
  const headers = [
    ['a', '1'],
    ['X-B', '2'],
    ['A', '3'],
    ['content-type', 'x'],
  ] as const;

  test('stands in the place of the first, in its case', () => {
    expect(withHeader(headers, 'A', 'new')).toEqual([['a', 'new'], headers[1], headers[3]]);
  });

  test('stands before the type of the body if there was none, and else at the end', () => {
    expect(withHeader(headers, 'C', 'new')[3]).toEqual(['C', 'new']);
    expect(withHeader([], 'C', 'new')).toEqual([['C', 'new']]);
  });

  test('is none without a value', () => {
    expect(withHeader(headers, 'a', undefined)).toEqual([headers[1], headers[3]]);
    expect(withHeader(headers, 'c', undefined)).toEqual(headers);
  });
});
