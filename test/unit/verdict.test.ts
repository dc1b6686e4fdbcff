import fc from 'fast-check';
import type { PromotionRule } from '../../lib/domain/presets.ts';
import { promotionNamed, promotionPolicies } from '../../lib/domain/promotion.ts';
import { type Comparison, decide, type Evaluation, type Metrics } from '../../lib/domain/verdict.ts';

const rule: PromotionRule = {
  minimumDifference: 0.02,
  intervalAbove: 0,
  toleratedNdcgLoss: 0.01,
  toleratedMarginLoss: 0.02,
};

const compared = (difference: number, interval: readonly [number, number]): Comparison => ({
  base: 0.5,
  personalized: 0.5 + difference,
  difference,
  interval,
});
const even = compared(0, [-0.1, 0.1]);

const metrics = (deciding: Comparison, change: Partial<Metrics> = {}): Metrics => ({
  averagePrecision: even,
  averagePrecisionOneReference: deciding,
  ndcg: even,
  margin: even,
  ...change,
});

const evaluation = (change: Partial<Evaluation> = {}): Evaluation => ({
  protocol: 'held-out',
  references: 5,
  heldOut: 10,
  distractors: 40,
  feature: 'cls',
  metrics: metrics(compared(0.25, [0.1, 0.4])),
  adapterDigest: 'd'.repeat(64),
  ...change,
});

const judged = (deciding: Comparison, change: Partial<Metrics> = {}) =>
  decide(evaluation({ metrics: metrics(deciding, change) }), rule);

describe('better', () => {
  test('is a difference worth having whose interval is above the rule: the adapter serves, not provisionally', () => {
    expect(judged(compared(0.25, [0.1, 0.4]))).toEqual({
      outcome: 'better',
      reason:
        'The adapter is better: average precision with one reference went from 0.500 to 0.750 ' +
        '(+0.250, 95 % interval +0.100 to +0.400).',
      advice: [],
      policy: 'better-or-unjudged',
      promote: true,
      provisional: false,
    });
  });

  test('holds at the smallest difference of the rule and at the largest losses that it tolerates', () => {
    const losses = { ndcg: compared(-0.01, [-0.05, 0.05]), margin: compared(-0.02, [-0.1, 0.1]) };
    expect(judged(compared(0.02, [0.001, 0.04]), losses)).toMatchObject({ outcome: 'better', promote: true });
  });

  test.each([
    ['held-out', /^Add held-out photos: 4 say little/],
    ['cross-validation', /kept out of training \(role held-out\)/],
  ] as const)('by %s of four photos asks for more to judge by, and for nothing else', (protocol, words) => {
    const few = evaluation({ protocol, references: 4, heldOut: 4, distractors: 3 });
    expect(decide(few, rule)).toMatchObject({ outcome: 'better', advice: [expect.stringMatching(words)] });
  });

  test.each(['held-out', 'cross-validation'] as const)('by %s of five photos needs no advice', (protocol) => {
    expect(decide(evaluation({ references: 5, heldOut: 5, distractors: 3, protocol }), rule).advice).toEqual([]);
  });
});

describe('tie', () => {
  test.each([
    ['a difference below the rule', compared(0.019, [0.01, 0.03])],
    ['an interval that begins at the rule', compared(0.2, [0, 0.4])],
    ['an interval around nought', compared(-0.2, [-0.4, 0])],
    ['numbers that are none', compared(Number.NaN, [Number.NaN, Number.NaN])],
  ])('%s keeps the base', (_, deciding) => {
    expect(judged(deciding)).toMatchObject({
      outcome: 'tie',
      promote: false,
      provisional: false,
      reason: expect.stringMatching(/^No clear gain, so the adapter is not promoted: /),
    });
  });

  test('is what a clear gain becomes when the margin shrinks by more than is tolerated, and that is said', () => {
    expect(judged(compared(0.25, [0.1, 0.4]), { margin: compared(-0.021, [-0.1, 0.1]) })).toMatchObject({
      outcome: 'tie',
      promote: false,
      reason: expect.stringMatching(/, but the margin to the nearest confuser fell by 0\.021\.$/),
    });
  });

  test('is what a clear gain becomes when NDCG falls by more than is tolerated, and that is said', () => {
    expect(judged(compared(0.25, [0.1, 0.4]), { ndcg: compared(-0.011, [-0.1, 0.1]) })).toMatchObject({
      outcome: 'tie',
      promote: false,
      reason: expect.stringMatching(/^The adapter is not promoted: .*, but NDCG fell by 0\.011\.$/),
    });
  });

  test('does not blame NDCG where there was no gain to veto', () => {
    const { reason } = judged(compared(0, [-0.1, 0.1]), { ndcg: compared(-0.3, [-0.4, -0.2]) });
    expect(reason).not.toContain('NDCG');
  });
});

test('worse is an interval wholly below nought', () => {
  expect(judged(compared(-0.2, [-0.4, -0.001]))).toMatchObject({
    outcome: 'worse',
    promote: false,
    provisional: false,
    reason: expect.stringMatching(
      /^The adapter is worse.* from 0\.500 to 0\.300 \(-0\.200, .* -0\.400 to -0\.001\)\.$/,
    ),
  });
});

describe('unjudged', () => {
  const nothing = { metrics: null, protocol: null, heldOut: 0 } as const;

  test('serves the adapter provisionally and says that photos of other things are missing', () => {
    expect(decide(evaluation({ ...nothing, distractors: 0 }), rule)).toMatchObject({
      outcome: 'unjudged',
      promote: true,
      provisional: true,
      reason: expect.stringContaining('no real photos of other things'),
      advice: [expect.stringContaining('role other'), expect.stringContaining('role held-out')],
    });
  });

  test('says that there are too few photos to leave one out', () => {
    const { reason, advice } = decide(evaluation({ ...nothing, references: 2 }), rule);
    expect(reason).toBe('Nothing was judged: 2 photos are too few to leave one out.');
    expect(advice).toEqual([expect.stringContaining('role held-out'), expect.stringContaining('try 5 to 10')]);
  });

  test('does not ask for held-out photos that were given', () => {
    const { advice } = decide(evaluation({ ...nothing, distractors: 0 }), rule, { heldOut: 6 });
    expect(advice).toEqual([expect.stringContaining('role other')]);
  });
});

describe('under the policy', () => {
  const under = (policy: (typeof promotionPolicies)[number], found = evaluation()) =>
    decide(found, rule, found, policy);
  const unjudged = evaluation({ metrics: null, protocol: null, heldOut: 0, distractors: 0 });

  test('never, the outcome is what it is and nothing is promoted, and that is said', () => {
    const better = evaluation();
    expect(under('never', better)).toMatchObject({
      outcome: 'better',
      promote: false,
      reason: expect.stringMatching(/^The adapter is better, and not promoted as none is to be: /),
    });
    expect(under('never', unjudged)).toMatchObject({
      outcome: 'unjudged',
      promote: false,
      provisional: false,
      reason: expect.stringMatching(/not promoted: none is to be\.$/),
    });
  });

  test('better, what could not be judged is not promoted, and that is said', () => {
    expect(under('better', unjudged)).toMatchObject({
      outcome: 'unjudged',
      policy: 'better',
      promote: false,
      provisional: false,
      reason: expect.stringMatching(/subject from\. The adapter is not promoted: only a better one is to be\.$/),
    });
  });

  test.each([
    ['a tie', compared(0, [-0.1, 0.1]), {}, /^No clear gain, but the adapter is promoted all the same, as every/],
    ['a worse one', compared(-0.2, [-0.4, -0.1]), {}, /^The adapter is worse and promoted all the same, as every/],
    [
      'one that does harm',
      compared(0.25, [0.1, 0.4]),
      { ndcg: compared(-0.2, [-0.3, -0.1]) },
      /^The adapter is promoted all the same, as every .*, but NDCG fell by 0\.200\.$/,
    ],
  ])('always, %s is promoted, not provisionally, and that is said', (_, deciding, change, words) => {
    const found = under('always', evaluation({ metrics: metrics(deciding, change) }));
    expect(found).toMatchObject({ promote: true, provisional: false, reason: expect.stringMatching(words) });
    expect(found.outcome).not.toBe('better');
  });

  test('any other name is none', () => {
    expect(() => promotionNamed('Always')).toThrow(expect.objectContaining({ code: 'OptionInvalid' }));
  });
});

describe('the advice after a tie', () => {
  const advice = (change: Partial<Evaluation>): readonly string[] =>
    decide(evaluation({ metrics: metrics(even), ...change }), rule).advice;

  test('is empty where nothing is missing', () => {
    expect(advice({})).toEqual([]);
  });

  test.each<[string, Partial<Evaluation>, RegExp]>([
    ['few other things', { distractors: 19 }, /19 make a coarse judge \(role other\)/],
    ['few held-out photos', { heldOut: 4 }, /4 say little of how others would do \(role held-out\)/],
    ['cross-validation', { protocol: 'cross-validation' }, /kept out of training \(role held-out\)/],
    ['few references', { references: 4 }, /try 5 to 10/],
  ])('with %s names just that', (_, change, words) => {
    expect(advice(change)).toEqual([expect.stringMatching(words)]);
  });
});

describe('laws', () => {
  const number = fc.double({ min: -1, max: 1, noNaN: true });
  const comparison = fc
    .tuple(number, number, number)
    .map(([a, b, difference]) => compared(difference, [Math.min(a, b), Math.max(a, b)]));
  const anyMetrics = fc.record({
    averagePrecision: comparison,
    averagePrecisionOneReference: comparison,
    ndcg: comparison,
    margin: comparison,
  });
  const anyEvaluation = fc
    .record({
      protocol: fc.constantFrom('held-out', 'cross-validation', null),
      references: fc.nat(20),
      heldOut: fc.nat(20),
      distractors: fc.nat(60),
      metrics: fc.option(anyMetrics, { nil: null, freq: 4 }),
    })
    .map(evaluation);
  const anyRule = fc.record({
    minimumDifference: fc.double({ min: 0, max: 0.5, noNaN: true }),
    intervalAbove: fc.double({ min: 0, max: 0.5, noNaN: true }),
    toleratedNdcgLoss: fc.double({ min: 0, max: 0.5, noNaN: true }),
    toleratedMarginLoss: fc.double({ min: 0, max: 0.5, noNaN: true }),
  });

  test('what was judged is promoted only above all three bounds of the rule', () => {
    fc.assert(
      fc.property(anyEvaluation, anyRule, (found, bounds) => {
        const { promote, provisional } = decide(found, bounds);
        if (!promote || provisional || found.metrics === null) return;
        const { difference, interval } = found.metrics.averagePrecisionOneReference;
        expect(interval[0]).toBeGreaterThan(bounds.intervalAbove);
        expect(difference).toBeGreaterThanOrEqual(bounds.minimumDifference);
        expect(found.metrics.ndcg.difference).toBeGreaterThanOrEqual(-bounds.toleratedNdcgLoss);
        expect(found.metrics.margin.difference).toBeGreaterThanOrEqual(-bounds.toleratedMarginLoss);
      }),
    );
  });

  test('unjudged, provisional and without metrics are one thing', () => {
    fc.assert(
      fc.property(anyEvaluation, anyRule, (found, bounds) => {
        const { outcome, provisional } = decide(found, bounds);
        expect([outcome === 'unjudged', provisional]).toEqual([found.metrics === null, found.metrics === null]);
      }),
    );
  });

  test('the policy changes whether the adapter serves, and neither the outcome nor the advice', () => {
    fc.assert(
      fc.property(anyEvaluation, anyRule, (found, bounds) => {
        const [better, usual, always] = promotionPolicies.map((policy) => decide(found, bounds, found, policy));
        const told = [better, usual, always].map((verdict) => [verdict?.outcome, verdict?.advice]);
        expect(told).toEqual([told[0], told[0], told[0]]);
        expect(better?.promote).toBe(better?.outcome === 'better');
        expect(always?.promote).toBe(true);
        expect(always?.provisional).toBe(always?.outcome === 'unjudged');
      }),
    );
  });

  test('the adapter serves exactly when it is better or unjudged', () => {
    fc.assert(
      fc.property(anyEvaluation, anyRule, (found, bounds) => {
        const { outcome, promote } = decide(found, bounds);
        expect(promote).toBe(outcome === 'better' || outcome === 'unjudged');
      }),
    );
  });
});
