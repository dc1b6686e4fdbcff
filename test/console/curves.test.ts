import fc from 'fast-check';
import { domainsOf, seriesOf, trailingMean } from '../../console/src/run/training/series.ts';
import { wordsOf } from '../../console/src/run/training/words.ts';

const pointsOf = (losses: readonly number[], total = losses.length) =>
  losses.map((loss, at) => ({ step: at + 1, total, values: { 'images/s': 10, loss } }));

describe('a training curve', () => {
  test('has the loss first, and a mean only where there are enough points to see a trend by', () => {
    const few = seriesOf(pointsOf([3, 2, 1]));
    expect(few.map(({ name, mean }) => [name, mean])).toEqual([
      ['loss', null],
      ['images/s', null],
    ]);
    const [many] = seriesOf(pointsOf(Array.from({ length: 40 }, () => 2)));
    expect(many?.mean).toMatchObject({
      over: 7,
      data: expect.arrayContaining([
        { x: 7, y: 2 },
        { x: 40, y: 2 },
      ]),
    });
  });

  test('leaves out a figure at the steps where it was not measured', () => {
    const points = [
      { step: 1, total: 2, values: { accuracy: 0.5 } },
      { step: 2, total: 2, values: { loss: 1 } },
    ];
    expect(seriesOf(points as never).map(({ measured }) => measured)).toEqual([[{ x: 2, y: 1 }], [{ x: 1, y: 0.5 }]]);
    expect(seriesOf([])).toEqual([]);
  });

  test('has a mean of each point with those before it and none after', () => {
    expect(
      trailingMean(
        [1, 2, 6, 10].map((y, x) => ({ x, y })),
        3,
      ),
    ).toEqual([
      { x: 2, y: 3 },
      { x: 3, y: 6 },
    ]);
  });

  test('has room for all that was measured, and for the steps to come', () => {
    const loss = fc.double({ min: -5, max: 2000, noNaN: true });
    fc.assert(
      fc.property(fc.array(loss, { minLength: 1, maxLength: 30 }), fc.nat({ max: 100 }), (losses, more) => {
        const points = pointsOf(losses, losses.length + more);
        const [series] = seriesOf(points);
        const { x, y } = domainsOf(series as never, points);
        expect(x).toEqual([1, Math.max(2, losses.length + more)]);
        expect(y[0]).toBeLessThanOrEqual(Math.min(0, ...losses));
        expect(y[1]).toBeGreaterThanOrEqual(Math.max(...losses));
      }),
    );
  });

  test('is told in words, one that is not known by its own name', () => {
    expect(wordsOf('loss', 'generate').means).toContain('noise');
    expect(wordsOf('images/s', 'represent').axis).toBe('Images per second');
    expect(wordsOf('accuracy', 'represent').title).toBe('accuracy');
  });
});
