import picocolors from 'picocolors';
import type { Delivery } from '../../src/delivery/delivery';
import { ANSWER, delivery } from '../support/delivery';
import { formatJsonLine } from '../../src/log/json-line';
import { formatPretty } from '../../src/log/pretty';
import { PING_BODY } from '../support/fixtures';

const NO_COLORS = picocolors.createColors(false);

const HOSTILE = '\u001b[2J\u009b31m\r\n\u202e';
const hostile = delivery({
  method: `POST${HOSTILE}`,
  url: `/${HOSTILE}`,
  headers: [
    [`x${HOSTILE}`, HOSTILE],
    ['content-type', HOSTILE],
  ],
  body: Buffer.from(HOSTILE),
  event: { type: HOSTILE },
});

describe('pretty', () => {
  test('shows the facts in the first line, then headers, then the body', () => {
    const lines = formatPretty(delivery(), NO_COLORS).split('\n');
    expect(lines.slice(0, 8)).toEqual([
      `09:15:27.418  POST /hooks?x=1  200  1.2 ms  ${PING_BODY.length} B  ping  signature valid`,
      '  Host: example.test',
      '  content-type: application/json',
      '  X-Twice: 1',
      '  x-twice: 2',
      '',
      '  {',
      '    "type": "ping",',
    ]);
    expect(lines.slice(-2)).toEqual(['  }', '']);
  });

  test('shows the reason of a refusal, and hints', () => {
    const [first, hint] = formatPretty(
      delivery({
        signature: { verdict: 'invalid', reason: 'signature-mismatch' },
        hints: ['It was made with another secret.'],
        answer: { ...ANSWER, status: 403, durationMs: 0.5 },
      }),
      NO_COLORS,
    ).split('\n');
    expect(first).toContain('403  0.5 ms');
    expect(first).toContain('signature invalid (signature-mismatch)');
    expect(hint).toBe('  ! It was made with another secret.');
  });

  test('says why a body is not there', () => {
    const announced = [['Content-Length', '2000000']] as const;
    const text = formatPretty(
      delivery({ body: Buffer.alloc(0), bodyProblem: 'too-large', headers: announced }),
      NO_COLORS,
    );
    expect(text).toContain('  1.91 MB  ');
    expect(text).toContain('(body refused: larger than BODY_LIMIT)');
    expect(formatPretty(delivery({ body: Buffer.alloc(0) }), NO_COLORS)).toContain('(no body)');
  });

  test('tells the full size of a body that it cuts', () => {
    const text = formatPretty(delivery({ body: Buffer.alloc(900_000, 'x') }), NO_COLORS);
    expect(text).toContain('(cut here: the whole body has 878.91 KB)');
    expect(text.length).toBeLessThan(20_000);
  });

  test('says that a sender left before the answer', () => {
    const { answer: _, ...unanswered } = delivery();
    expect(formatPretty(unanswered, NO_COLORS)).toContain('no answer: the sender left');
  });

  test('lets nothing act on the terminal', () => {
    const text = formatPretty(hostile, NO_COLORS);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(text.split('\n')).toHaveLength(7);
  });

  test('colours only where it may', () => {
    expect(formatPretty(delivery(), NO_COLORS)).not.toContain('\u001b');
    expect(formatPretty(delivery(), picocolors.createColors(true))).toContain('\u001b[32m200');
  });
});

describe('json', () => {
  test('has the same facts in one line', () => {
    const line = formatJsonLine(delivery());
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      time: new Date(2026, 10, 2, 9, 15, 27, 418).toISOString(),
      remoteAddress: '127.0.0.1',
      method: 'POST',
      url: '/hooks?x=1',
      httpVersion: '1.1',
      status: 200,
      durationMs: 1.235,
      bodyBytes: PING_BODY.length,
      event: 'ping',
      verdict: 'valid',
      reason: null,
      hints: [],
      notes: [],
      duplicateOf: null,
      replayOf: null,
      headers: [
        ['Host', 'example.test'],
        ['content-type', 'application/json'],
        ['X-Twice', '1'],
        ['x-twice', '2'],
      ],
      body: PING_BODY.toString(),
    });
  });

  test.each<[string, Partial<Delivery>, Record<string, unknown>]>([
    ['binary', { body: Buffer.from([0, 255]) }, { bodyBytes: 2, bodyBase64: 'AP8=' }],
    ['huge', { body: Buffer.alloc(50_000, 'x') }, { bodyBytes: 50_000, bodyTruncated: true }],
    [
      'refused',
      { body: Buffer.alloc(0), bodyProblem: 'content-encoding' },
      { bodyBytes: null, body: null, bodyProblem: 'content-encoding' },
    ],
  ])('tells of a %s body', (_, changes, fields) => {
    expect(JSON.parse(formatJsonLine(delivery(changes)))).toMatchObject(fields);
  });

  test('is safe to print, and means the same', () => {
    const line = formatJsonLine(hostile);
    expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(JSON.parse(line)).toMatchObject({ url: `/${HOSTILE}`, body: HOSTILE, event: HOSTILE });
  });
});

test.each(['authorization', 'Cookie', 'PROXY-AUTHORIZATION', 'Circle-Token', 'X-Gitlab-Token'])(
  'the value of %s is masked in both',
  (name) => {
    const secretive = delivery({ headers: [[name, 'Bearer top-secret']] });
    for (const text of [formatPretty(secretive, NO_COLORS), formatJsonLine(secretive)]) {
      expect(text).toContain(name);
      expect(text).toContain('[masked]');
      expect(text).not.toContain('top-secret');
    }
  },
);

test('a secret in the address is masked in both', () => {
  const secretive = delivery({ url: '/hooks?circle-token=top-secret&x=1' });
  for (const text of [formatPretty(secretive, NO_COLORS), formatJsonLine(secretive)]) {
    expect(text).toContain('/hooks?circle-token=[masked]&x=1');
    expect(text).not.toContain('top-secret');
  }
});
