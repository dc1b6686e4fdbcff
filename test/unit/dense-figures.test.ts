import { armFigures, armValues, pairs, type SetResult } from '../bench/dense-figures.ts';
import { chart, page } from '../bench/dense-page.ts';
import { evaluation, taskResult } from '../fixtures/evaluations.ts';

/** Two instances with adapters: what the second task result says of `<hat>` too. */
const evaluated = (base: number, cup: number, hat: number) => ({
  ...evaluation(),
  results: [taskResult('detection', 'mAP', base, cup)].map((one) => ({
    ...one,
    instances: one.instances.map((row) => ({
      ...row,
      personalized: { mAP: row.instance === 'cup' ? cup : hat },
    })),
  })),
});
const arms = [armValues('DreamBooth', evaluated(0.2, 0.5, 0.3)), armValues('Cut-and-Paste', evaluated(0.2, 0.4, 0.1))];
const result: SetResult = {
  version: 1,
  set: 'rendered',
  preset: 'laptop-dreambooth',
  scenes: 'Places are random.',
  side: 384,
  counts: { ...evaluation().counts },
  arms,
};

test('an arm has base, personalized and their difference over the instances', () => {
  const [first] = armFigures(arms, 'detection', 'mAP');
  expect(first).toMatchObject({ arm: 'DreamBooth', runs: 2, base: { mean: 0.2 } });
  expect(first?.personalized?.mean).toBeCloseTo(0.4, 12);
  expect(first?.gain?.mean).toBeCloseTo(0.2, 12);
  expect(first?.gain?.subjects).toBe(2);
});

test('arms are compared by the same instances, each with its own figure in the other arm', () => {
  const [pair, ...more] = pairs(arms, 'detection', 'mAP');
  expect(more).toEqual([]);
  expect(pair).toMatchObject({ left: 'DreamBooth', right: 'Cut-and-Paste' });
  expect(pair?.difference?.mean).toBeCloseTo(0.15, 12);
  const [low = 0, high = 0] = pair?.difference?.interval ?? [];
  expect(low).toBeCloseTo(0.1, 12);
  expect(high).toBeCloseTo(0.2, 12);
});

test('an instance that one arm has no adapter for is in no difference of arms', () => {
  const [left, right] = [armValues('a', evaluation()), armValues('b', evaluated(0.2, 0.4, 0.1))];
  expect(left.values.map(({ instance }) => instance)).not.toContain('<hat>');
  expect(pairs([left, right], 'detection', 'mAP')[0]?.difference).toMatchObject({ subjects: 1, interval: null });
});

test('the page tells every arm and pair, and which arm an interval is in favour of', () => {
  const text = page([result], 'two cores');
  expect(text).toContain('| detection, mAP | DreamBooth | 0.200 | 0.400 | +0.200 |');
  expect(text).toMatch(/\| detection, mAP \| DreamBooth less Cut-and-Paste \| \+0\.150 \| .* \| DreamBooth \|/);
  expect(text).toMatch(/\| retrieval, NDCG \| DreamBooth less Cut-and-Paste \| - \| - \| not told apart \|/);
  expect(text).toContain('24 patches a side');
  expect(text).not.toMatch(/NaN|undefined|null/);
});

test('the chart stands alone and has a row an arm', () => {
  const svg = chart(result);
  expect(svg).toMatch(/^<svg xmlns=/);
  expect(svg).toContain('detection, DreamBooth');
  expect(svg).toContain('detection, Cut-and-Paste');
});
