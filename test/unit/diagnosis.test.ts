import fc from 'fast-check';
import { diagnose, diagnosisBounds, examined, type Findings } from '../../lib/domain/diagnosis.ts';
import type { Comparison } from '../../lib/domain/verdict.ts';

const compared = (difference: number, interval: readonly [number, number]): Comparison & { photos: number } => ({
  base: 0.5,
  personalized: 0.5 + difference,
  difference,
  interval,
  photos: 6,
});
const gain = compared(0.25, [0.1, 0.4]);
const none = compared(0.01, [-0.05, 0.07]);
const global = (deciding: Comparison) => ({
  averagePrecision: deciding,
  averagePrecisionOneReference: deciding,
  ndcg: deciding,
  margin: deciding,
});
const found = (change: Partial<Findings> = {}): Findings => ({
  metrics: global(gain),
  dense: {},
  positives: { kept: 120, vendi: 60 },
  effects: [],
  ...change,
});
const codes = (change: Partial<Findings>): string[] => diagnose(found(change)).map(({ code }) => code);

test('numbers that say nothing give no diagnosis', () => {
  expect(diagnose(found())).toEqual([]);
});

describe('images that lack localisation', () => {
  test('help the global results surely and the dense ones not; it is said with the numbers', () => {
    expect(diagnose(found({ dense: { segmentation: none, detection: compared(-0.02, [-0.1, 0.02]) } }))).toEqual([
      {
        code: 'no-localisation',
        message:
          'Global results are good (average precision with one reference +0.250) but dense ones are poor ' +
          '(segmentation +0.010, detection -0.020; no interval is above 0): the images that train lack localisation.',
        numbers: { averagePrecisionOneReference: 0.25, segmentation: 0.01, detection: -0.02 },
      },
    ]);
  });

  test.each<[string, Partial<Findings>]>([
    ['the thing found from the start', { dense: { segmentation: { ...none, base: 0.84, personalized: 0.85 } } }],
    ['two photos with masks', { dense: { segmentation: { ...none, photos: 2 } } }],
    ['a dense task that gains', { dense: { segmentation: none, detection: gain } }],
    ['no global gain', { dense: { segmentation: none }, metrics: global(none) }],
    ['nothing judged', { dense: { segmentation: none }, metrics: null }],
    ['no dense task measured', {}],
  ])('is not said with %s', (_, change) => {
    expect(codes(change)).toEqual([]);
  });
});

describe('a plateau', () => {
  const alike = { kept: 120, vendi: 6.2 };
  const effects = [
    { source: 'DreamBooth', difference: 0.011 },
    { source: 'Cut-and-Paste', difference: -0.004 },
  ];

  test('is many images worth few different ones whose sources add nothing, with the numbers', () => {
    expect(diagnose(found({ positives: alike, effects }))).toEqual([
      {
        code: 'plateau',
        message:
          'Plateau: diversity is saturated. The 120 images that train are worth 6.2 different ones (Vendi score), ' +
          'and no source adds anything (DreamBooth +0.011, Cut-and-Paste -0.004). ' +
          'More images of these sources will not help; more photos may.',
        numbers: { kept: 120, vendi: 6.2, DreamBooth: 0.011, 'Cut-and-Paste': -0.004 },
      },
    ]);
  });

  test.each<[string, Partial<Findings>]>([
    ['images that differ', { positives: { kept: 120, vendi: 31 }, effects }],
    ['few images', { positives: { kept: diagnosisBounds.images - 1, vendi: 2 }, effects }],
    ['a source that helps', { positives: alike, effects: [...effects, { source: 'x', difference: 0.02 }] }],
    ['a source that harms', { positives: alike, effects: [{ source: 'x', difference: -0.02 }] }],
    ['no effect measured', { positives: alike }],
  ])('is not said with %s', (_, change) => {
    expect(codes(change)).toEqual([]);
  });
});

test('what was not measured is not examined', () => {
  expect(examined(found())).toEqual([]);
  expect(examined(found({ dense: { segmentation: gain }, metrics: null }))).toEqual([]);
  expect(examined(found({ dense: { segmentation: gain } }))).toEqual(['no-localisation']);
  expect(examined(found({ effects: [{ source: 'x', difference: 0.5 }] }))).toEqual(['plateau']);
});

test('a diagnosis never has a number that is none, and is of what was examined', () => {
  const number = fc.double({ min: -1, max: 1, noNaN: true });
  const comparison = fc.tuple(number, number).map(([difference, low]) => compared(difference, [low, 1]));
  const any = fc.record({
    metrics: fc.option(comparison.map(global)),
    dense: fc.dictionary(fc.constantFrom('segmentation', 'detection'), comparison),
    positives: fc.record({ kept: fc.nat(200), vendi: fc.double({ min: 0, max: 200, noNaN: true }) }),
    effects: fc.array(fc.record({ source: fc.constantFrom('a', 'b'), difference: number }), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(any, (findings) => {
      for (const { code, message, numbers } of diagnose(findings)) {
        expect(examined(findings)).toContain(code);
        expect(Object.values(numbers).every(Number.isFinite)).toBe(true);
        expect(message).not.toMatch(/NaN|undefined/);
      }
    }),
  );
});
