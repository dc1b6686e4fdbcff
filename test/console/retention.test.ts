import { boundOf, daysIn, olderThan, type Retention, shortened } from '../../console/src/retention/limits.ts';

const forever: Retention = { photosDays: null, syntheticDays: null, runsDays: null };

test('less is kept where days are fewer, or are said at all', () => {
  const before = { photosDays: 30, syntheticDays: 30, runsDays: null };
  expect(shortened(forever, before)).toEqual(['photosDays', 'syntheticDays']);
  expect(shortened(before, { ...before, photosDays: 29, syntheticDays: 31 })).toEqual(['photosDays']);
  expect(shortened(before, before)).toEqual([]);
  expect(shortened(before, forever)).toEqual([]);
});

test('days are a whole number that the service takes', () => {
  expect(['1', ' 90 ', '36500'].map(daysIn)).toEqual([1, 90, 36_500]);
  expect(['', '0', '-1', '1.5', '1e3', '36501', 'ten'].map(daysIn)).toEqual(Array(7).fill(null));
});

test('a run is too old by when it ended, and one under way is not', () => {
  const now = Date.parse('2026-03-31T12:00:00.000Z');
  const bound = boundOf(30, now);
  expect(bound).toBe('2026-03-01T12:00:00.000Z');
  const runs = ['2026-03-01T11:59:59.999Z', '2026-03-01T12:00:00.000Z', null].map((finishedAt) => ({ finishedAt }));
  expect(olderThan(runs, bound)).toBe(1);
});
