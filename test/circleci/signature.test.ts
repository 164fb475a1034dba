import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { explain, sign, verify } from '../../src/circleci/signature';
import { WORKFLOW_COMPLETED_BODY } from '../support/fixtures';

const BODY = Buffer.from('{"type":"ping"}');
const SECRETS = { current: 'current-secret' };
const SIGNATURE = sign(BODY, SECRETS.current);
const OTHERS = ['0', '1', '2', '3'].map((digit) => `v1=${digit.repeat(64)}`);
const HEX = SIGNATURE.slice('v1='.length);

describe('known answers from CircleCI’s documentation', () => {
  const answers = [
    ['hello world', 'secret', '734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a'],
    [
      'lalala',
      'another-secret',
      'daa220016c8f29a8b214fbfc3671aeec2145cfb1e6790184ffb38b6d0425fa00',
    ],
    [
      'an-important-request-payload',
      'hunter123',
      '9be2242094a9a8c00c64306f382a7f9d691de910b4a266f67bd314ef18ac49fa',
    ],
    ['foo', 'secret', '773ba44693c7553d6ee20f61ea5d2757a9a4f4a44d2841ae4e95b52e4cd62db4'],
  ] as const;

  test.each(answers)('%j with %j', (body, secret, v1) => {
    const bytes = Buffer.from(body);
    expect(sign(bytes, secret)).toBe(`v1=${v1}`);
    const others = 'f'.repeat(64);
    for (const header of [
      `v1=${v1}`,
      `v1=${v1},v2=${others}`,
      `v2=${others},v1=${v1}`,
      `v0=${others} , v1=${v1} ,v2=x`,
      `  v1=${v1}  `,
      ` v1 = ${v1} `,
      `v1=${v1},`,
      `v1=${v1},v1=${v1}`,
      `v1=${others},v1=${v1}`,
      `v1=${v1},v1=${others}`,
      `v1=${others},v1=${'0'.repeat(64)},v1=${'1'.repeat(64)},v1=${v1},v2=x`,
      `v1=cut,v1=${v1}`,
    ]) {
      expect(verify(header, bytes, { current: secret })).toEqual({
        verdict: 'valid',
        signedWith: 'current',
      });
    }
  });
});

describe('verify', () => {
  test('accepts the previous secret too, and says so', () => {
    const secrets = { current: 'new', previous: SECRETS.current };
    expect(verify(SIGNATURE, BODY, secrets)).toEqual({ verdict: 'valid', signedWith: 'previous' });
  });

  test('refuses a call without the header', () => {
    expect(verify(undefined, BODY, SECRETS)).toEqual({
      verdict: 'missing',
      reason: 'missing-signature',
    });
  });

  test.each([
    ['an empty header', ''],
    ['only commas', ', ,'],
    ['no version', HEX],
    ['an empty version', `=${HEX}`],
    ['an empty v1', 'v1='],
    ['a v1 that was cut off', SIGNATURE.slice(0, -1)],
    ['a v1 that is too long', `${SIGNATURE}0`],
    ['a v1 in upper case', `v1=${HEX.toUpperCase()}`],
    ['a v1 in base64', `v1=${Buffer.from(HEX, 'hex').toString('base64')}`],
    ['a v1 that is not hex', `v1=${'g'.repeat(64)}`],
    ['a part without a version', `${SIGNATURE},${HEX}`],
    ['several v1, each of them bad', `v1=${HEX.toUpperCase()},v1=`],
    ['five that differ', [...OTHERS, SIGNATURE].join(',')],
    ['five that differ, the right one first', [SIGNATURE, ...OTHERS].join(',')],
  ])('refuses %s as malformed', (_, header) => {
    expect(verify(header, BODY, SECRETS)).toEqual({
      verdict: 'invalid',
      reason: 'malformed-signature',
    });
  });

  test.each([`v2=${HEX}`, `V1=${HEX}`, `v11=${HEX}`, `v0=${HEX},v2=${HEX}`])(
    'refuses a list without v1: %s',
    (header) => {
      expect(verify(header, BODY, SECRETS)).toEqual({
        verdict: 'invalid',
        reason: 'unsupported-version',
      });
    },
  );

  test('refuses the signature of another body or with another secret', () => {
    const mismatch = { verdict: 'invalid', reason: 'signature-mismatch' };
    expect(verify(SIGNATURE, Buffer.from('{"type":"pong"}'), SECRETS)).toEqual(mismatch);
    expect(verify(SIGNATURE, BODY, { current: 'another' })).toEqual(mismatch);
    expect(verify(SIGNATURE, BODY, { current: 'another', previous: 'older' })).toEqual(mismatch);
  });

  test.each([undefined, null, {}, { current: '' }, { current: undefined }, { previous: 'x' }])(
    'throws where the secrets are %j: what they sign, anyone could sign',
    (secrets) => {
      for (const header of [undefined, '', sign(BODY, '')]) {
        expect(() => {
          Reflect.apply(verify, undefined, [header, BODY, secrets]);
        }).toThrow(/secrets\.current must be the webhook's Secret token/);
      }
    },
  );

  test.each(['', undefined, null])('takes a previous secret that is %j for none', (previous) => {
    const secrets = { current: 'current-secret', previous };
    const check = (header: string): unknown =>
      Reflect.apply(verify, undefined, [header, BODY, secrets]);
    expect(check(sign(BODY, ''))).toEqual({ verdict: 'invalid', reason: 'signature-mismatch' });
    expect(check(SIGNATURE)).toEqual({ verdict: 'valid', signedWith: 'current' });
  });

  test('uses a secret’s UTF-8 bytes as they are', () => {
    const secret = ' "ключ 🔑" ';
    const hex = createHmac('sha256', Buffer.from(secret, 'utf8')).update(BODY).digest('hex');
    expect(verify(`v1=${hex}`, BODY, { current: secret }).verdict).toBe('valid');
  });
});

describe('takes what frameworks have', () => {
  const VALID = { verdict: 'valid', signedWith: 'current' };
  const MISSING = { verdict: 'missing', reason: 'missing-signature' };

  test.each([undefined, null, new Headers().get('circleci-signature'), []])(
    'for a header that is not there: %j',
    (header) => {
      const check = verify(header, BODY, SECRETS);
      expect(check).toEqual(MISSING);
      expect(explain(check, header, BODY, SECRETS)).toEqual([
        expect.stringMatching(/^There is no circleci-signature header/),
      ]);
    },
  );

  test('for a header that came more than once: a list, as if it had commas', () => {
    expect(verify([SIGNATURE], BODY, SECRETS)).toEqual(VALID);
    expect(verify(['v2=x', SIGNATURE], BODY, SECRETS)).toEqual(VALID);
    expect(verify([`v1=${'0'.repeat(64)}`, SIGNATURE], BODY, SECRETS)).toEqual(VALID);
  });

  test('for a body: bytes, or a text', () => {
    const text = '{"name":"Déjà vu 🛒"}';
    const signature = sign(Buffer.from(text), SECRETS.current);
    for (const body of [text, Buffer.from(text), new TextEncoder().encode(text)]) {
      expect(verify(signature, body, SECRETS)).toEqual(VALID);
    }
    const check = verify(signature, `${text}\n`, SECRETS);
    expect(explain(check, signature, `${text}\n`, SECRETS)).toEqual([
      expect.stringContaining('without its trailing newline'),
    ]);
  });

  test.each([undefined, null, '', Buffer.alloc(0)])('for no body: %j', (body) => {
    expect(verify(sign(Buffer.alloc(0), SECRETS.current), body, SECRETS)).toEqual(VALID);
    const check = verify(SIGNATURE, body, SECRETS);
    expect(explain(check, SIGNATURE, body, SECRETS)).toEqual([
      expect.stringMatching(/^The body is empty/),
    ]);
  });

  test.each([{ type: 'ping' }, [1], new ArrayBuffer(1), 1])(
    'but not a body that has been parsed, or is of no use otherwise: %j',
    (body) => {
      expect(() => {
        Reflect.apply(verify, undefined, [SIGNATURE, body, SECRETS]);
      }).toThrow(/verify needs the raw body/);
    },
  );
});

describe('for any body and secret', () => {
  const bodies = fc.uint8Array({ maxLength: 4096 });
  const secrets = fc.string({ minLength: 1, unit: 'binary' });

  test('what is signed verifies', () => {
    fc.assert(
      fc.property(bodies, secrets, (body, current) => {
        expect(verify(sign(body, current), body, { current }).verdict).toBe('valid');
      }),
    );
  });

  test('with any one bit of the body changed, it does not', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 4096 }),
        secrets,
        fc.nat(),
        (body, current, position) => {
          const signature = sign(body, current);
          const changed = Uint8Array.from(body);
          const bit = position % (body.length * 8);
          const index = Math.floor(bit / 8);
          changed[index] = (changed[index] ?? 0) ^ (1 << (bit % 8));
          expect(verify(signature, changed, { current }).verdict).toBe('invalid');
        },
      ),
    );
  });

  test('with any one bit of the signature changed, it does not', () => {
    fc.assert(
      fc.property(bodies, secrets, fc.nat({ max: 255 }), (body, current, bit) => {
        const signature = Buffer.from(sign(body, current).slice('v1='.length), 'hex');
        const index = Math.floor(bit / 8);
        signature[index] = (signature[index] ?? 0) ^ (1 << (bit % 8));
        const header = `v1=${signature.toString('hex')}`;
        expect(verify(header, body, { current }).verdict).toBe('invalid');
      }),
    );
  });

  test('nothing that is sent makes it throw', () => {
    const text = fc.string({ unit: 'binary' });
    const header = fc.oneof(text, fc.array(text), fc.constantFrom(null, undefined));
    fc.assert(
      fc.property(header, fc.oneof(bodies, text), (sent, body) => {
        const check = verify(sent, body, SECRETS);
        expect(check.verdict).not.toBe('valid');
        expect(explain(check, sent, body, SECRETS)).toHaveLength(1);
      }),
    );
  });
});

describe('explain', () => {
  function explained(header: string | undefined, body: Buffer | string, secrets = SECRETS): string {
    const bytes = Buffer.from(body);
    return explain(verify(header, bytes, secrets), header, bytes, secrets).join('\n');
  }
  const base64 = Buffer.from(HEX, 'hex').toString('base64');

  test('has nothing to say of a valid signature', () => {
    expect(explained(SIGNATURE, BODY)).toBe('');
  });

  test.each<[string, string | undefined, RegExp]>([
    ['no Secret token', undefined, /no Secret token/],
    ['an empty header', '', /is empty/],
    ['no version in front', HEX, /not a list of version=signature/],
    ['a version we do not know', `v2=${HEX}`, /has no v1/],
    ['more v1 than a rotation has', [SIGNATURE, ...OTHERS].join(','), /has 5 v1.*; 4 are/],
    ['several v1 of other secrets', OTHERS.join(','), /the secret here and .* differ/],
    [
      'a header that was cut off',
      SIGNATURE.slice(0, 43),
      /cut off: it has 40 of the 64 hex digits/,
    ],
    ['text that is not hex', `v1=${'z'.repeat(64)}`, /not an HMAC-SHA256 in hex/],
    ['upper-case hex', `v1=${HEX.toUpperCase()}`, /upper-case hex.*right HMAC otherwise/],
    [
      'upper-case hex of something else',
      `v1=${'AB'.repeat(32)}`,
      /upper-case hex; .*lower case\.$/,
    ],
    ['base64', `v1=${base64}`, /base64.*right HMAC otherwise/],
    ['base64 without padding', `v1=${base64.replace('=', '')}`, /base64.*right HMAC otherwise/],
    ['base64 of something else', `v1=${'A'.repeat(43)}=`, /base64; .*lower-case hex\.$/],
    ['another secret', sign(BODY, 'another'), /the secret here and .* differ/],
  ])('knows %s', (_, header, sentence) => {
    expect(explained(header, BODY)).toMatch(sentence);
  });

  test('knows the previous secret', () => {
    const secrets = { current: 'new', previous: SECRETS.current };
    expect(explained(SIGNATURE, BODY, secrets)).toMatch(/made with the previous secret/);
  });

  test.each([
    `${SECRETS.current} `,
    `\t${SECRETS.current}\n`,
    `"${SECRETS.current}"`,
    `'${SECRETS.current}'`,
    ` '${SECRETS.current}' `,
    `" ${SECRETS.current} "`,
  ])('knows that the secret has something around it: %j', (current) => {
    expect(explained(SIGNATURE, BODY, { current })).toMatch(/without the white space or quotes/);
  });

  test.each([
    [`"${SECRETS.current}"`, /with quotes around it: .*webhook's Secret token/],
    [`'${SECRETS.current}'`, /with quotes around it/],
    [`${SECRETS.current}\n`, /with a newline at its end: .*webhook's Secret token/],
    [`${SECRETS.current}\r\n`, /with a newline at its end/],
    [`${SECRETS.current} `, /with a space at its end/],
    [` ${SECRETS.current}`, /with a space before it/],
  ])('knows that the secret has something around it over there: %j', (other, sentence) => {
    expect(explained(sign(BODY, other), BODY)).toMatch(sentence);
    expect(explained(`v1=${'0'.repeat(64)},${sign(BODY, other)}`, BODY)).toMatch(sentence);
  });

  test.each<[string, string, string, RegExp]>([
    ['indented', '{"a":1,"b":["é"]}', '{\n    "a": 1,\n    "b": ["é"]\n}', /JSON in compact form/],
    ['made compact', '{\n  "a": 1\n}', '{"a":1}', /JSON in indented form/],
    ['given a newline', '{"a": 1}', '{"a": 1}\n', /without its trailing newline/],
    ['given a CRLF', '{"a": 1}', '{"a": 1}\r\n', /without its trailing newline/],
    ['stripped of its newline', 'plain text\n', 'plain text', /with a trailing newline/],
  ])('knows a body that was %s', (_, signed, received, sentence) => {
    expect(explained(sign(Buffer.from(signed), SECRETS.current), received)).toMatch(sentence);
  });

  test('says nothing that only the sender’s header could have told', () => {
    expect(explained(`v1=\u001b[31m${'x'.repeat(60)}`, BODY)).not.toContain('\u001b');
  });

  test('knows an event that was made compact or indented', () => {
    const event: unknown = JSON.parse(WORKFLOW_COMPLETED_BODY.toString());
    const compact = JSON.stringify(event);
    const indented = JSON.stringify(event, null, 2);
    const signatureOf = (text: string): string => sign(Buffer.from(text), SECRETS.current);
    expect(explained(signatureOf(indented), compact)).toMatch(/JSON in indented form/);
    expect(explained(signatureOf(compact), indented)).toMatch(/JSON in compact form/);
  });

  test('gives up on JSON that is nested too deeply, and on large bodies', () => {
    const deep = '['.repeat(30_000) + ']'.repeat(30_000);
    const large = `{"a":"${'x'.repeat(70_000)}"}`;
    for (const body of [deep, large]) {
      expect(explained(sign(BODY, 'another'), body)).toMatch(/the secret here and .* differ/);
    }
    // The same change is recognised in a small body: it is the size that stops the search.
    const signedLarge = sign(Buffer.from(large), SECRETS.current);
    expect(explained(signedLarge, `${large}\n`)).toMatch(/the secret here and .* differ/);
  });
});
