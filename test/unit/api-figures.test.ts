import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteRecords } from '../../lib/local/records.ts';
import { figuresOf, growths, type Measured, percentile } from '../bench/api-figures.ts';
import { chart, page } from '../bench/api-page.ts';
import { asker, fillStore } from '../bench/api-store.ts';

const measured = (change: Partial<Measured> = {}): Measured => ({
  operation: 'first',
  runs: 1000,
  atOnce: 1,
  rounds: [{ milliseconds: [1, 2, 3, 4], seconds: 0.01 }],
  ...change,
});
const all = [
  measured(),
  measured({ runs: 100_000, rounds: [{ milliseconds: [2, 4, 6], seconds: 0.02 }] }),
  measured({ runs: 10_000, rounds: [{ milliseconds: [9, 9, 9], seconds: 0.02 }] }),
  measured({ runs: 100_000, atOnce: 64, rounds: [{ milliseconds: [640], seconds: 1 }] }),
  measured({ operation: 'embed', runs: 100_000 }),
].map(figuresOf);
const context = { machine: 'a machine', command: 'npm run bench:api', quick: false, rounds: 10, tenants: 1000 };

test('a percentile is a value that was measured: the least that so large a share is not above', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 95, 99, 100]);
  expect([0.5, 0.99].map((share) => percentile([7], share))).toEqual([7, 7]);
  expect(percentile([], 0.5)).toBeNaN();
});

test('percentiles are of the requests of all rounds, and the rate is that of the median round', () => {
  const rounds = [
    { milliseconds: [1, 1], seconds: 0.5 },
    { milliseconds: [3, 3], seconds: 1 },
    { milliseconds: [9, 9], seconds: 0.1 },
  ];
  expect(figuresOf(measured({ rounds }))).toEqual({
    ...{ operation: 'first', runs: 1000, atOnce: 1 },
    ...{ p50: 3, p95: 9, p99: 9, perSecond: 4, medians: [1, 3, 9] },
  });
});

test('growth is of the largest store over the smallest, one at a time, where there are several', () => {
  expect(growths(all)).toEqual([{ operation: 'first', factor: 2 }]);
});

test('a round that is slow for both stores is no growth', () => {
  const rounds = (...medians: number[]) => medians.map((one) => ({ milliseconds: [one, one], seconds: 1 }));
  const stores = [measured({ rounds: rounds(1, 50, 1) }), measured({ runs: 10_000, rounds: rounds(1.1, 60, 1.1) })];
  expect(growths(stores.map(figuresOf))).toEqual([{ operation: 'first', factor: 1.1 }]);
});

test('the page says what missed its goal, and what about the measurement was not as it should be', () => {
  const written = page(all, { ...context, load: 3 });
  expect(written).toContain('| first page | 2.00 | 9.00 | 4.00 | 2.00 x | **missed** |');
  expect(written).toContain('| first page | 64 | 640 | 640 | 640 | 1.0 |');
  expect(written).toContain('its load was 3.0');
  expect(page(all, { ...context, load: 0.1 })).not.toContain('not quiet');
  expect(page(all, { ...context, load: 0, quick: true })).toContain('In short form');
  expect(chart(all).match(/<rect x=/g)).toHaveLength(3);
});

test('a store has as many runs as it should, half of them of the asker, and a cursor in their middle', async () => {
  const data = join(mkdtempSync(join(tmpdir(), 'likeness-bench-')), 'data');
  mkdirSync(data);
  try {
    const told: number[] = [];
    const filled = await fillStore(data, 200, (done) => told.push(done));
    expect(told).toEqual([100, 200]);
    const records = sqliteRecords(join(data, 'records.sqlite'));
    const own = { pk: `T#${asker}`, skPrefix: 'RUN#', newestFirst: true, limit: 1000 };
    const { items } = await records.page(own);
    const after = await records.page({ ...own, after: filled.cursor });
    expect([items.length, after.items.length]).toEqual([100, 50]);
    expect(after.items.every(({ run }) => String(run) < filled.run)).toBe(true);
    const failed = await records.page({ ...own, pk: `${own.pk}#failed`, index: 'GSI1' });
    expect(failed.items.length).toBeGreaterThan(0);
    let others = 0;
    for (let at = 1; at < filled.tenants; at += 1) others += (await records.query(`T#tenant-${at}`, 'RUN#')).length;
    expect(others).toBe(100);
    records.close();
  } finally {
    rmSync(join(data, '..'), { recursive: true, force: true });
  }
});
