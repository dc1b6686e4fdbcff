import fc from 'fast-check';
import { curveOf, thinned } from '../../lib/domain/curves.ts';

const loss = fc.integer({ min: 0, max: 1000 });
const steps = fc.uniqueArray(fc.record({ done: fc.integer({ min: 1, max: 500 }), loss }), {
  selector: ({ done }) => done,
});
const lineOf = ({ done, loss: value }: { readonly done: number; readonly loss: number }): string =>
  `train step ${done}/500 loss ${value}`;

test('a curve has a point for each step that was measured, in their order, and nothing of other lines', () => {
  fc.assert(
    fc.property(steps, (told) => {
      const noise = ['sample step 3/4 images/s 2', 'train step 9', 'nothing', 'train step 501/500'];
      const points = curveOf([...noise, ...told.map(lineOf)]);
      const expected = told.toSorted((one, other) => one.done - other.done);
      expect(points.map(({ step, values }) => ({ done: step, loss: values.loss }))).toEqual(expected);
    }),
  );
});

test('a log that goes back to a checkpoint has the curve of what was told last', () => {
  fc.assert(
    fc.property(steps, steps, (first, second) => {
      const again = new Map([...first, ...second].map((one) => [one.done, one.loss]));
      const points = curveOf([...first, ...second].map(lineOf));
      expect(new Map(points.map(({ step, values }) => [step, values.loss]))).toEqual(
        new Map([...again].toSorted(([a], [b]) => a - b)),
      );
    }),
  );
});

test('thinning keeps the first and the last, no more than it may, in their order and evenly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 2, max: 600 }), (count, most) => {
      const items = Array.from({ length: count }, (_, at) => at);
      const kept = thinned(items, most);
      expect(kept).toHaveLength(Math.min(count, most));
      expect([kept[0], kept.at(-1)]).toEqual([0, count - 1]);
      const gaps = kept.slice(1).map((item, at) => item - (kept[at] as number));
      expect(Math.max(0, ...gaps) - Math.min(...gaps, Math.max(0, ...gaps))).toBeLessThanOrEqual(1);
      expect(gaps.every((gap) => gap >= 1)).toBe(true);
    }),
  );
});
