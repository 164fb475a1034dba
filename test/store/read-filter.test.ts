import { FILTERS } from '../../src/store/filters';
import { queryOf, readFilter, refuseUnknown } from '../../src/store/read-filter';

test('a filter is read from a query, and written as one', () => {
  const filter = readFilter({
    ...{ type: ['ping', ' job-completed '], status: '', duplicates: 'on', replays: '0' },
    ...{ since: '2h', unknown: 'x', text: 'a&b' },
  });
  expect(filter).toEqual({ text: 'a&b', type: 'job-completed', since: '2h', duplicates: '1' });
  expect(queryOf(filter, { before: '7' })).toBe(
    '?text=a%26b&type=job-completed&since=2h&duplicates=1&before=7',
  );
  expect(queryOf({})).toBe('');
});

test.each([
  [{ since: 'yesterday' }, 'since: use an age as 30m, 2h or 1d, or a time as 2026-11-25T09:30Z'],
  [{ verdict: 'good' }, 'verdict: use one of valid, invalid, missing, unchecked'],
  [{ job: { name: 'x' } }, /^job: .*expected string/],
  [{ text: 'x'.repeat(501) }, /^text: .*500/],
])('%j is no filter', (query, message) => {
  expect(() => readFilter(query)).toThrow(message);
});

test('a name that is no filter is refused, with those that are', () => {
  const known = FILTERS.map(({ name }) => name).join(', ');
  expect(() => {
    refuseUnknown({ branch: 'main', brunch: 'main' }, ['limit']);
  }).toThrow(`There is no "brunch" to filter by. There are: ${known}, limit.`);
  expect(() => {
    refuseUnknown({ branch: 'main', limit: '5' }, ['limit']);
  }).not.toThrow();
});
