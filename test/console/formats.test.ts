import fc from 'fast-check';
import { dollars } from '../../console/src/formats/money.ts';
import { size } from '../../console/src/formats/sizes.ts';
import { duration, latency, secondsBetween } from '../../console/src/formats/time.ts';

test('money is dollars, with more digits the less it is', () => {
  const told = [null, 0, 50, 1_234, 120_000, 999_999, 1_000_000, 1_234_567, 2_500_000_000].map(dollars);
  expect(told).toEqual(['–', '$0.00', '< $0.0001', '$0.0012', '$0.12', '$1.00', '$1.00', '$1.23', '$2,500.00']);
});

test('a duration has at most two units, and none that is nothing', () => {
  const told = [-3, 0, 0.4, 45, 60, 200, 3600, 7_500, 90_000, 172_800].map(duration);
  expect(told).toEqual(['0 s', '0 s', '0 s', '45 s', '1 min', '3 min 20 s', '1 h', '2 h 5 min', '1 d 1 h', '2 d']);
});

test('an answer took as long as a person reads it', () => {
  expect([latency(41.6), latency(999), latency(6180)]).toEqual(['42 ms', '999 ms', '6.2 s']);
});

test('a duration names all of its seconds up to an hour', () => {
  const seconds = { s: 1, min: 60, h: 3600, d: 86_400 } as const;
  const read = (text: string): number =>
    [...text.matchAll(/(\d+) (s|min|h|d)\b/g)].reduce(
      (sum, [, count, unit]) => sum + Number(count) * seconds[unit as keyof typeof seconds],
      0,
    );
  fc.assert(fc.property(fc.integer({ min: 0, max: 3599 }), (whole) => read(duration(whole)) === whole));
});

test('what has not ended lasts until now', () => {
  const from = '2026-01-01T00:00:00.000Z';
  expect(secondsBetween(from, '2026-01-01T00:01:00.000Z', 0)).toBe(60);
  expect(secondsBetween(from, null, Date.parse(from) + 5_000)).toBe(5);
});

test('bytes are told in the largest unit of which there is one', () => {
  expect([0, 1023, 1024, 1536, 10 * 1024, 5 * 1024 ** 3].map(size)).toEqual([
    '0 bytes',
    '1023 bytes',
    '1.0 KiB',
    '1.5 KiB',
    '10 KiB',
    '5.0 GiB',
  ]);
});
