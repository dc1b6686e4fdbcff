import fc from 'fast-check';
import type { RunDetail, Subject } from '../../clients/typescript/src/index.ts';
import { actionsOf, wordsOf } from '../../console/src/run/action-words.ts';
import { type Compared, scaleOf, whiskersOf } from '../../console/src/run/chart-scale.ts';
import { type Sample, secondsLeft, withSample } from '../../console/src/run/time-left.ts';
import { difference, figuresOf } from '../../console/src/run/verdict-figures.ts';

describe('the time left', () => {
  const sample = (at: number, done: number, step = 'train'): Sample => ({ at: at * 1000, step, done, total: 10 });
  const samplesOf = (...all: Sample[]) => all.reduce<readonly Sample[]>(withSample, []);

  test('goes by the pace so far', () => {
    expect(secondsLeft(samplesOf(sample(0, 1), sample(10, 6)), 10_000)).toBe(8);
  });

  test('shrinks while nothing is heard, to a second and not to nothing', () => {
    const samples = samplesOf(sample(0, 1), sample(10, 6), sample(13, 6));
    expect(secondsLeft(samples, 13_000)).toBe(5);
    expect(secondsLeft(samples, 100_000)).toBe(1);
  });

  test('is not known without a pace, as after a step that is another', () => {
    expect(secondsLeft([], 0)).toBeNull();
    expect(secondsLeft(samplesOf(sample(0, 3)), 5_000)).toBeNull();
    expect(secondsLeft(samplesOf(sample(0, 1), sample(10, 6), sample(11, 0, 'evaluate')), 11_000)).toBeNull();
  });

  test('is right for any pace that stays', () => {
    const pace = fc.double({ min: 0.01, max: 1000, noNaN: true });
    fc.assert(
      fc.property(pace, fc.integer({ min: 1, max: 8 }), (each, done) => {
        const samples = samplesOf(...Array.from({ length: done + 1 }, (_, at) => sample(at * each, at)));
        const left = secondsLeft(samples, done * each * 1000) ?? 0;
        expect(left).toBeCloseTo(Math.max(1, (10 - done) * each), 4);
      }),
    );
  });
});

describe("the verdict's chart", () => {
  const unit = fc.double({ min: -2, max: 2, noNaN: true });
  const compared: fc.Arbitrary<Compared> = fc.tuple(unit, unit, unit, unit).map(([base, personalized, one, other]) => ({
    ...{ base, personalized },
    interval: [Math.min(one, other), Math.max(one, other)],
  }));

  test('has room for every figure and whisker, and 0 and 1', () => {
    fc.assert(
      fc.property(fc.array(compared, { maxLength: 4 }), (figures) => {
        const { at, ticks } = scaleOf(figures);
        const drawn = figures.flatMap((one) => [one.base, one.personalized, ...whiskersOf(one)]);
        for (const value of [0, 1, ...drawn, ...ticks]) {
          expect(at(value)).toBeGreaterThanOrEqual(-1e-9);
          expect(at(value)).toBeLessThanOrEqual(100 + 1e-9);
        }
      }),
    );
  });

  test('tells the figure that decides first, and one that it does not know by its own name', () => {
    const comparison = { base: 0.5, personalized: 0.4, difference: -0.1, interval: [-0.2, 0.05] };
    const figures = figuresOf({ sharpness: comparison, ndcg: comparison, averagePrecisionOneReference: comparison });
    expect(figures.map(({ name }) => name)).toEqual(['Average precision with one reference', 'NDCG', 'sharpness']);
    expect(figures.map(difference)[0]).toBe('−0.100 (−0.200 to +0.050)');
    expect(figuresOf(null)).toEqual([]);
  });
});

describe('the actions', () => {
  const run = { subject: 'mug', adapter: 'acme.mug@2', outcome: 'tie', cost: { spent: 120_000 } } as RunDetail;
  const serving = (adapter: string | null, previous: string | null) =>
    ({ endpoint: { adapter, previous: { adapter: previous, provisional: false } } }) as Subject;

  test.each([
    ['a run under way', 'training', serving(null, null), ['cancel']],
    ['a run without an adapter, as far as is known', 'failed', null, ['retry']],
    ['an adapter that does not serve', 'kept-base', serving(null, null), ['retry', 'promote']],
    ['an adapter that serves after another', 'succeeded', serving('acme.mug@2', 'acme.mug@1'), ['retry', 'rollback']],
    ['an adapter that serves after the base', 'succeeded', serving('acme.mug@2', null), ['retry', 'rollback']],
    ['an adapter that serves after itself', 'succeeded', serving('acme.mug@2', 'acme.mug@2'), ['retry']],
  ] as const)('of %s', (_, status, subject, actions) => {
    expect(actionsOf({ ...run, status }, subject)).toEqual(actions);
  });

  test('say what will happen: what serves then, and what was spent', () => {
    expect(wordsOf('promote', run, serving(null, null)).happens).toContain('acme.mug@2 instead of the base');
    expect(wordsOf('promote', run, serving(null, null)).happens).toContain('no clear gain');
    expect(wordsOf('rollback', run, serving('acme.mug@2', 'acme.mug@1')).happens).toContain('by acme.mug@1 again');
    expect(wordsOf('rollback', run, serving('acme.mug@3', 'acme.mug@2')).happens).toContain('instead of acme.mug@3');
    const free = { ...run, cost: { ...run.cost, spent: 0 } };
    expect(wordsOf('cancel', free, null).happens).not.toContain('$');
    expect(wordsOf('cancel', run, null).happens).toContain('$0.12');
  });
});
