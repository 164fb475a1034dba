import type { Delivery } from '../../src/delivery/delivery';
import { delivery } from '../support/delivery';
import { parseBody } from '../../src/circleci/summary';
import { readableBody as layOut, SHOWN_BODY_BYTES } from '../../src/log/readable-body';

function readableBody(body: Buffer, contentType?: string): ReturnType<typeof layOut> {
  const headers: Delivery['headers'] =
    contentType === undefined ? [] : [['Content-Type', contentType]];
  return layOut({ ...delivery(), headers, body, isJson: parseBody(body) !== undefined });
}

test.each<[string, string | Buffer, string | undefined, string]>([
  ['JSON, indented', '{"a":[1,{}]}', 'application/json', '{\n  "a": [\n    1,\n    {}\n  ]\n}'],
  ['JSON called a form', '{"a":1}', 'application/x-www-form-urlencoded', '{\n  "a": 1\n}'],
  ['JSON without a type', ' [true]', undefined, '[\n  true\n]'],
  [
    'a form, field by field',
    'a=1+2&b=%C3%A9%1b%0Ab&a=3&=',
    'application/x-www-form-urlencoded; charset=UTF-8',
    'a = 1 2\nb = é\\x1b\\nb\na = 3\n = ',
  ],
  ['text as text', 'line 1\n\tline 2\u001b[2J', 'text/plain', 'line 1\n\\tline 2\\x1b[2J'],
  ['broken JSON as text', '{"a":', 'application/json', '{"a":'],
  ['a BOM, visibly', '\ufeff{}', 'application/json', '\\ufeff{}'],
  [
    'control characters in JSON strings',
    '{"a":"\u007f\u009b"}',
    undefined,
    '{\n  "a": "\\x7f\\x9b"\n}',
  ],
])('shows %s', (_, body, contentType, text) => {
  expect(readableBody(Buffer.from(body), contentType)).toEqual({ text, cut: false });
});

test('shows binary as a short hex dump', () => {
  const body = Buffer.from([0x00, 0xff, ...Buffer.from('PNG\u001b~')]);
  expect(readableBody(body)).toEqual({
    text: '000000  00 ff 50 4e 47 1b 7e                             ..PNG.~',
    cut: false,
  });
  const long = readableBody(Buffer.alloc(5000, 0xff));
  expect(long.cut).toBe(true);
  expect(long.text.split('\n')).toHaveLength(16);
});

test('cuts what is huge, between characters', () => {
  const body = Buffer.from(`x${'é'.repeat(SHOWN_BODY_BYTES)}`);
  const { text, cut } = readableBody(body, 'text/plain');
  expect(cut).toBe(true);
  expect(text).toMatch(/^xé+$/);
  expect(Buffer.byteLength(text)).toBe(SHOWN_BODY_BYTES - 1);
});

test('cuts what indentation would make huge', () => {
  const { text, cut } = readableBody(Buffer.from('['.repeat(8000) + ']'.repeat(8000)));
  expect(cut).toBe(true);
  expect(text.length).toBeLessThanOrEqual(4 * SHOWN_BODY_BYTES);
});
