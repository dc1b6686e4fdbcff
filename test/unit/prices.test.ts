import fc from 'fast-check';
import { costAt, costOf, inUsd } from '../../lib/domain/cost.ts';
import { priceTable } from '../../lib/domain/prices/sagemaker.ts';
import { priceOf } from '../../lib/domain/prices.ts';

const listed = Object.entries(priceTable.prices).flatMap(([region, prices]) =>
  Object.entries(prices).map(([instance, price]) => ({ region, instance, ...price })),
);
const one = fc.constantFrom(...listed);
const g5 = { region: 'us-east-1', instance: 'ml.g5.xlarge' };

describe('the price table', () => {
  test.each(listed)('has a whole, sourced and dated price of $instance in $region', (price) => {
    expect(Number.isSafeInteger(price.usdMicrosPerHour)).toBe(true);
    expect(price.usdMicrosPerHour).toBeGreaterThan(0);
    expect(price.asOf).toMatch(/^20\d\d(-\d\d(-\d\d)?)?$/);
    expect(price.source).not.toBe('');
  });

  test.each(Object.keys(priceTable.prices))(
    'prices the instances that the stack takes unless told, in %s',
    (region) => {
      for (const instance of ['ml.g5.xlarge', 'ml.c7i.xlarge']) {
        expect(priceOf({ region, instance, spot: false })).toBeDefined();
      }
    },
  );
});

describe('a price', () => {
  test('is what the table says, and says when it was so', () => {
    const price = { usdMicrosPerHour: 1_408_000, asOf: '2026-09-24', assumed: false };
    expect(priceOf({ ...g5, spot: false })).toEqual(price);
  });

  test('is an assumption for spot capacity, and where it is derived', () => {
    expect(priceOf({ ...g5, spot: true })).toMatchObject({ usdMicrosPerHour: 563_200, assumed: true });
    expect(priceOf({ ...g5, region: 'eu-central-1', spot: false })).toMatchObject({ assumed: true });
  });

  test.each([
    ['eu-west-3', 'ml.g5.xlarge'],
    ['us-east-1', 'ml.p4d.24xlarge'],
    ['us-east-1', 'constructor'],
    ['__proto__', 'ml.g5.xlarge'],
  ])('of what the table does not have is none: %s, %s', (region, instance) => {
    expect(priceOf({ region, instance, spot: false })).toBeUndefined();
    expect(costOf({ region, instance, spot: false, seconds: 1 })).toBeNull();
  });

  test('of one’s own machine is nothing, wherever it is and whatever runs on it', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), fc.nat(), (region, spot, seconds) => {
        expect(costOf({ region, instance: 'local', spot, seconds })).toBe(0);
      }),
    );
  });
});

describe('a cost', () => {
  const seconds = fc.nat({ max: 14 * 3600 });

  test('is whole, grows with the time, and an hour costs the price', () => {
    fc.assert(
      fc.property(one, seconds, seconds, ({ usdMicrosPerHour }, few, more) => {
        const [first, second] = [costAt(usdMicrosPerHour, few), costAt(usdMicrosPerHour, few + more)];
        expect(Number.isSafeInteger(first)).toBe(true);
        expect(first).toBeLessThanOrEqual(second);
        expect(costAt(usdMicrosPerHour, 3600)).toBe(usdMicrosPerHour);
      }),
    );
  });

  test('of parts is never less than of the whole, and at most a micro-dollar a part more', () => {
    fc.assert(
      fc.property(one, seconds, seconds, ({ usdMicrosPerHour }, first, second) => {
        const parts = costAt(usdMicrosPerHour, first) + costAt(usdMicrosPerHour, second);
        const whole = costAt(usdMicrosPerHour, first + second);
        expect(parts - whole).toBeGreaterThanOrEqual(0);
        expect(parts - whole).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('on spot capacity is at most that on demand', () => {
    fc.assert(
      fc.property(one, seconds, ({ region, instance }, time) => {
        const [spot, demand] = [true, false].map((spot) => costOf({ region, instance, spot, seconds: time }));
        expect(Number(spot)).toBeLessThanOrEqual(Number(demand));
      }),
    );
  });

  test.each([
    [0, '0.00 USD'],
    [4_200, '0.0042 USD'],
    [99_999, '0.1000 USD'],
    [12_345_678, '12.35 USD'],
  ])('of %i micro-dollars is written %s', (usdMicros, words) => {
    expect(inUsd(usdMicros)).toBe(words);
  });
});
