import type { PromotionRule } from './presets.ts';

export const metricNames = ['averagePrecision', 'averagePrecisionOneReference', 'ndcg', 'margin'] as const;
export type MetricName = (typeof metricNames)[number];

/** One metric of the bare backbone and of the adapter on the same photos; the interval is of the difference, 95 %. */
export interface Comparison {
  readonly base: number;
  readonly personalized: number;
  readonly difference: number;
  readonly interval: readonly [number, number];
}

export type Metrics = Readonly<Record<MetricName, Comparison>>;

/** What the represent job's `evaluation.json` says. */
export interface Evaluation {
  readonly protocol: 'held-out' | 'cross-validation' | null;
  readonly references: number;
  readonly heldOut: number;
  readonly distractors: number;
  readonly feature: string;
  /** Null where nothing could be judged. */
  readonly metrics: Metrics | null;
  readonly adapterDigest: string;
}

export type Outcome = 'better' | 'tie' | 'worse' | 'unjudged';

export interface Verdict {
  readonly outcome: Outcome;
  /** One sentence with the numbers that decided. */
  readonly reason: string;
  /** What the user could add to know more; empty where nothing is missing. */
  readonly advice: readonly string[];
  /** Whether the endpoint is to serve the adapter. */
  readonly promote: boolean;
  /** Served without having been judged. */
  readonly provisional: boolean;
}

/**
 * Better, tie or worse by single-reference average precision and its interval; neither NDCG nor the margin to the nearest
 * confuser may fall by more than the rule tolerates. Without real distractors, or with too few photos to hold one out, nothing is judged. `given` is what the
 * user gave, whether or not it could be used.
 */
export function decide(
  evaluation: Evaluation,
  rule: PromotionRule,
  given: { readonly heldOut: number } = evaluation,
): Verdict {
  const { metrics } = evaluation;
  const advice = missingPhotos(evaluation, evaluation.protocol === 'cross-validation' ? 0 : given.heldOut);
  if (metrics === null) {
    return {
      outcome: 'unjudged',
      reason: whyUnjudged(evaluation),
      advice,
      promote: true,
      provisional: true,
    };
  }
  const { difference, interval } = metrics.averagePrecisionOneReference;
  const clearlyBetter = difference >= rule.minimumDifference && interval[0] > rule.intervalAbove;
  const harm = clearlyBetter ? harmOf(metrics, rule) : undefined;
  const outcome = clearlyBetter && harm === undefined ? 'better' : interval[1] < 0 ? 'worse' : 'tie';
  return {
    outcome,
    reason: sentence(outcome, metrics, harm),
    advice: outcome === 'better' ? [] : advice,
    promote: outcome === 'better',
    provisional: false,
  };
}

/** What a better average precision cost, where that is more than the rule tolerates. */
function harmOf({ ndcg, margin }: Metrics, rule: PromotionRule): string | undefined {
  if (ndcg.difference < -rule.toleratedNdcgLoss) return `NDCG fell by ${(-ndcg.difference).toFixed(3)}`;
  if (margin.difference < -rule.toleratedMarginLoss) {
    return `the margin to the nearest confuser fell by ${(-margin.difference).toFixed(3)}`;
  }
  return undefined;
}

function whyUnjudged({ distractors, references }: Evaluation): string {
  if (distractors === 0)
    return 'Nothing was judged: there are no real photos of other things to tell the subject from.';
  return `Nothing was judged: ${references} photos are too few to leave one out.`;
}

function missingPhotos({ distractors, references }: Evaluation, heldOut: number): string[] {
  const advice: string[] = [];
  if (distractors === 0) advice.push('Add 20 or more real photos of other things, look-alikes above all (--others).');
  else if (distractors < 20) advice.push(`Add photos of other things: ${distractors} make a coarse judge (--others).`);
  if (heldOut === 0) advice.push('Add photos of the subject that are kept out of training (--held-out).');
  else if (heldOut < 5) advice.push(`Add held-out photos: ${heldOut} say little of how others would do (--held-out).`);
  if (references < 5) advice.push('More photos of the subject help more than anything else: try 5 to 10.');
  return advice;
}

function sentence(outcome: Outcome, metrics: Metrics, harm: string | undefined): string {
  const { base, personalized, difference, interval } = metrics.averagePrecisionOneReference;
  const numbers =
    `average precision with one reference went from ${base.toFixed(3)} to ${personalized.toFixed(3)} ` +
    `(${signed(difference)}, 95 % interval ${signed(interval[0])} to ${signed(interval[1])})`;
  if (harm !== undefined) return `The adapter is not promoted: ${numbers}, but ${harm}.`;
  if (outcome === 'better') return `The adapter is better: ${numbers}.`;
  if (outcome === 'worse') return `The adapter is worse and not promoted: ${numbers}.`;
  return `No clear gain, so the adapter is not promoted: ${numbers}.`;
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
