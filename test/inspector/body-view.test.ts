import { viewBody } from '../../src/inspector/body-view';

const FORM = 'application/x-www-form-urlencoded';

test('what would take long to be laid out is shown in part', () => {
  const json = viewBody(Buffer.from(`[${'1,'.repeat(20_000)}1]`), 'application/json');
  expect(json).toMatchObject({ kind: 'json', tree: { kind: 'array', left: 17_002 } });
  const large = viewBody(Buffer.from(`["${'é'.repeat(100_000)}"]`), 'application/json');
  expect(large).toMatchObject({ kind: 'text', cut: true });
  expect('text' in large && large.text).toMatch(/^\["é+$/);
  const form = viewBody(Buffer.from('a=1&'.repeat(20_000)), FORM);
  expect(form).toMatchObject({ kind: 'form', cut: true });
  expect('fields' in form && form.fields).toHaveLength(500);
  expect(viewBody(Buffer.alloc(1024 * 1024))).toMatchObject({ kind: 'hex', cut: true });
});

test('values that are not shown are counted, and checked', () => {
  const nested = `[${'[1,{"a":2}],'.repeat(2_000)}[1`;
  const whole = viewBody(Buffer.from(`${nested}]]`), 'application/json');
  expect(whole).toMatchObject({ kind: 'json', tree: { kind: 'array', left: 1_251 } });
  const broken = viewBody(Buffer.from(nested), 'application/json');
  expect(broken).toMatchObject({
    kind: 'broken-json',
    problem: { message: 'close bracket expected' },
  });
});
