import fc from 'fast-check';
import { type FigureRun, figuresByArm, meanOverSubjects } from '../../lib/domain/experiment-figures.ts';

const run = (arm: string, subject: string, personalized: number | null, choice = 0): FigureRun => {
  const measured = { base: 0.5, personalized: personalized ?? 0 };
  const metrics = {
    averagePrecision: measured,
    averagePrecisionOneReference: measured,
    ndcg: measured,
    margin: measured,
  };
  const own = { arm, subject, category: 'mug', choice, seed: 0, otherSubjects: null };
  return { ...own, metrics: personalized === null ? null : metrics };
};
const figures = (...runs: FigureRun[]) => figuresByArm(['a', 'b'], runs, 'ndcg');

test('a subject counts once, however many choices it has', () => {
  const [own] = figures(run('a', 'x', 0.2, 0), run('a', 'x', 0.4, 1), run('a', 'x', 0.6, 2), run('a', 'y', 0.8));
  expect(own?.personalized?.mean).toBeCloseTo(0.6);
  expect(own?.gain?.mean).toBeCloseTo(0.1);
  expect(own).toMatchObject({ runs: 4, difference: null, personalized: { subjects: 2 } });
});

test('differences to the first arm are of the same subject and choice: what one of them lacks does not count', () => {
  const [, other] = figures(run('a', 'x', 0.2), run('a', 'y', null), run('b', 'x', 0.3), run('b', 'y', 0.9));
  expect(other?.difference).toMatchObject({ subjects: 1, interval: null });
  expect(other?.difference?.mean).toBeCloseTo(0.1);
});

test('a subject loses where the mean of its choices is below the base, whatever one of them says', () => {
  const [own] = figures(run('a', 'x', 0.3, 0), run('a', 'x', 0.8, 1), run('a', 'y', 0.4), run('a', 'z', 0.5));
  expect(own?.losses).toBe(1);
});

test('an arm without a judged run has no figures', () => {
  expect(figures(run('a', 'x', 0.2), run('b', 'x', null))[1]).toEqual({
    ...{ arm: 'b', runs: 0, base: null, personalized: null, gain: null, losses: 0, difference: null },
  });
});

test('a metric of other subjects is of the runs that have it alone, and differences too', () => {
  const told = (one: FigureRun, personalized: number | null): FigureRun => {
    const otherInstances = personalized === null ? null : { base: 0.5, personalized };
    return { ...one, otherSubjects: { otherInstances, otherThings: null, drift: null } };
  };
  const runs = [
    told(run('a', 'x', 0.9), 0.4),
    told(run('a', 'y', 0.9), null),
    told(run('b', 'x', 0.9), 0.3),
    told(run('b', 'y', 0.9), 0.1),
    run('b', 'z', 0.9),
  ];
  const [first, second] = figuresByArm(['a', 'b'], runs, 'otherInstances');
  expect(first).toMatchObject({ runs: 1, personalized: { mean: 0.4, subjects: 1 } });
  expect(second).toMatchObject({ runs: 2, personalized: { mean: 0.2, subjects: 2 }, difference: { subjects: 1 } });
  expect(second?.difference?.mean).toBeCloseTo(-0.1);
  expect(figuresByArm(['a'], runs, 'otherThings')).toMatchObject([{ runs: 0, base: null, gain: null }]);
});

test('an interval holds its mean, lies within the subjects and does not depend on their order', () => {
  const values = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(values, (numbers) => {
      const named = numbers.map((value, index) => [`s${index}`, value] as const);
      const { mean, interval } = meanOverSubjects(named) ?? { mean: 0, interval: null };
      const [low, high] = interval ?? [1, -1];
      expect(low).toBeLessThanOrEqual(mean + 1e-9);
      expect(high).toBeGreaterThanOrEqual(mean - 1e-9);
      expect(low).toBeGreaterThanOrEqual(Math.min(...numbers) - 1e-9);
      expect(high).toBeLessThanOrEqual(Math.max(...numbers) + 1e-9);
      expect(meanOverSubjects([...named].reverse())).toEqual({ mean, interval, subjects: numbers.length });
    }),
    { numRuns: 15 },
  );
});
