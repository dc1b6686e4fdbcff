import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { DayOfUsage } from '../../clients/typescript/src/index.ts';
import { barsOf, barText, isFree, timeUnit, totalOf } from '../../console/src/usage/figures.ts';
import {
  amountOf,
  amountText,
  fieldOf,
  quotaNames,
  quotas,
  tooLow,
  usedPercent,
  usedText,
} from '../../console/src/usage/quota-words.ts';
import { dayAfter, daysOf, namedRange, rangeAsked, rangeNames, rangeQuery } from '../../console/src/usage/range.ts';
import { root } from '../fixtures/command.ts';

const used = (day: string, amounts: Partial<DayOfUsage> = {}): DayOfUsage => ({
  ...{ day, runs: 1, seconds: 60, usdMicros: 5_000, images: 3 },
  ...amounts,
});

describe('the days that are shown', () => {
  test('have names, by the day that it is', () => {
    expect(namedRange('this-month', '2026-03-05')).toEqual({ from: '2026-03-01', to: '2026-03-05' });
    expect(namedRange('last-month', '2028-03-31')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(namedRange('last-month', '2026-01-01')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
    const days = namedRange('last-30-days', '2026-03-05');
    expect([days.from, daysOf(days)]).toEqual(['2026-02-04', 30]);
  });

  test('are what the address says, and this month where it says nothing that can be', () => {
    const thisMonth = { name: 'this-month', from: '2026-03-01', to: '2026-03-05' };
    const impossible = [
      '?range=ever',
      '?from=2026-02-01',
      '?from=2026-02-02&to=2026-02-01',
      '?from=2026-02-01&to=2026-02-30',
    ];
    for (const query of ['', ...impossible]) expect(rangeAsked(query, '2026-03-05')).toEqual(thisMonth);
  });

  test('come back from the address that they give', () => {
    const day = fc.integer({ min: 0, max: 20_000 }).map((count) => dayAfter('2020-01-01', count));
    const custom = fc.tuple(day, day).map((days) => {
      const [from = '', to = ''] = days.sort();
      return { name: 'custom' as const, from, to };
    });
    const named = fc.constantFrom(...rangeNames).map((name) => ({ name, ...namedRange(name, '2026-03-05') }));
    fc.assert(
      fc.property(fc.oneof(custom, named), (range) => {
        const members = Object.entries(rangeQuery(range)).filter((member): member is [string, string] => !!member[1]);
        expect(rangeAsked(`?${new URLSearchParams(members)}`, '2026-03-05')).toEqual(range);
      }),
    );
  });
});

describe('the charts', () => {
  test('have a bar for each day, used or not', () => {
    const bars = barsOf([used('2026-02-28', { runs: 4 })], { from: '2026-02-27', to: '2026-03-02' });
    expect(bars.map(({ at, runs }) => [at, runs])).toEqual([
      ['2026-02-27', 0],
      ['2026-02-28', 4],
      ['2026-03-01', 0],
      ['2026-03-02', 0],
    ]);
    expect(bars.map(({ at }) => barText(at))[2]).toMatch(/^(1 Mar|Mar 1)$/);
  });

  test('are by month where days could not be told apart', () => {
    const bars = barsOf([used('2026-02-03'), used('2026-02-28')], { from: '2026-01-15', to: '2026-04-01' });
    expect(bars.map(({ at, runs }) => [at, runs])).toEqual([
      ['2026-01', 0],
      ['2026-02', 2],
      ['2026-03', 0],
      ['2026-04', 0],
    ]);
  });

  test('leave nothing out, however long the range is', () => {
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 20 });
    fc.assert(
      fc.property(days, fc.integer({ min: 201, max: 900 }), (counts, length) => {
        const all = counts.map((count) => used(dayAfter('2026-01-01', count), { runs: count, images: 2 * count }));
        const bars = barsOf(all, { from: '2026-01-01', to: dayAfter('2026-01-01', length) });
        const { runs, images } = totalOf(all);
        expect(bars.reduce((sum, bar) => sum + bar.runs, 0)).toBe(runs);
        expect(bars.reduce((sum, bar) => sum + bar.images, 0)).toBe(images);
      }),
    );
  });

  test('have no money where jobs worked and nothing was paid', () => {
    expect(isFree(totalOf([used('2026-01-01', { usdMicros: 0 })]))).toBe(true);
    expect(isFree(totalOf([used('2026-01-01')]))).toBe(false);
    expect(isFree(totalOf([]))).toBe(false);
  });

  test('have times in the unit that they are easily read in', () => {
    expect([0, 119, 120, 7199, 7200].map((seconds) => timeUnit(seconds).name)).toEqual([
      'seconds',
      'seconds',
      'minutes',
      'minutes',
      'hours',
    ]);
  });
});

describe('a quota', () => {
  test('has the range that the API has, and a field that says the same amount again', () => {
    const document = JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8')) as {
      components: { schemas: { QuotaChanges: { properties: Record<string, { maximum: number }> } } };
    };
    const { properties } = document.components.schemas.QuotaChanges;
    expect(Object.keys(properties).sort()).toEqual([...quotaNames].sort());
    for (const name of quotaNames) {
      const { maximum: most = 0 } = properties[name] ?? {};
      expect([name, quotas[name].most]).toEqual([name, most]);
      expect(amountOf(name, fieldOf(name, most))).toBe(most);
      expect(amountOf(name, fieldOf(name, most + 1))).toBeNull();
      const amount = fc.integer({ min: 0, max: most });
      fc.assert(fc.property(amount, (kept) => amountOf(name, fieldOf(name, kept)) === kept));
    }
  });

  test('of money is dollars, and of anything else a whole number', () => {
    expect(amountOf('usdMicrosPerMonth', ' 49.50 ')).toBe(49_500_000);
    expect(amountText('usdMicrosPerMonth', 49_500_000)).toBe('$49.50');
    expect(amountText('galleryPhotos', 10_000)).toMatch(/^10.?000 photos$/);
    for (const text of ['', '-1', '1.5', 'many', '1e3']) expect(amountOf('subjects', text)).toBeNull();
  });

  test('that is lowered below what is used is told of', () => {
    const used = { subjects: 3, galleryPhotos: 500, webhooks: 0 };
    expect(tooLow({ subjects: 2, galleryPhotos: 600, webhooks: 0 }, used)).toEqual(['subjects']);
    expect([usedText('galleryPhotos', 500), usedText('usdMicrosPerMonth', 1_500_000)]).toEqual(['500', '$1.50']);
    expect([0, 2, 3, 6].map((most) => usedPercent(used.subjects, most))).toEqual([100, 100, 100, 50]);
  });
});
