import type { PromotionRule } from './presets.ts';
import { defaultPromotion, type PromotionPolicy } from './promotion.ts';

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

/** Finding where the thing is, by its name: mean intersection over union over the held-out photos that have a mask. */
export type Dense = Readonly<Record<string, Comparison & { readonly photos: number }>>;

/** What the represent job's `evaluation.json` says. */
export interface Evaluation {
  readonly protocol: 'held-out' | 'cross-validation' | null;
  readonly references: number;
  readonly heldOut: number;
  readonly distractors: number;
  readonly feature: string;
  /** Null where nothing could be judged. */
  readonly metrics: Metrics | null;
  /** Absent in evaluations that measured none. */
  readonly match?: Calibration;
  /** `segmentation` and `detection`; no part of the verdict. Absent where no judged photo has a mask. */
  readonly dense?: Dense;
  readonly adapterDigest: string;
}

/** From which score on a photo counts as the subject, and how well that is expected to tell; null where it can't be said. */
export interface Calibration {
  readonly threshold: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
}

/** A threshold that can be used. */
export interface MatchThreshold {
  /** Of the largest cosine to a reference photo; a score at it counts as the subject. */
  readonly threshold: number;
  /** Expected of photos that did not choose the threshold. */
  readonly precision: number;
  readonly recall: number;
}

export function matchOf({ match }: Pick<Evaluation, 'match'>): MatchThreshold | null {
  if (match === undefined) return null;
  const { threshold, precision, recall } = match;
  return threshold === null || precision === null || recall === null ? null : { threshold, precision, recall };
}

export type Outcome = 'better' | 'tie' | 'worse' | 'unjudged';

/** Whether an adapter of that outcome is to serve. */
const promotes = (policy: PromotionPolicy, outcome: Outcome): boolean =>
  policy === 'always' ||
  (policy !== 'never' && outcome === 'better') ||
  (policy === 'better-or-unjudged' && outcome === 'unjudged');

export interface Verdict {
  readonly outcome: Outcome;
  /** One sentence with the numbers that decided. */
  readonly reason: string;
  /** What the user could add to know more; empty where nothing is missing. Of a better one, only photos to judge by. */
  readonly advice: readonly string[];
  /** What promotes. */
  readonly policy: PromotionPolicy;
  /** Whether the endpoint is to serve the adapter. */
  readonly promote: boolean;
  /** Served without having been judged. */
  readonly provisional: boolean;
}

/**
 * Better, tie or worse by single-reference average precision and its interval; neither NDCG nor the margin to the nearest
 * confuser may fall by more than the rule tolerates. Without real distractors, or with too few photos to hold one out, nothing is judged. `given` is what the
 * user gave, whether or not it could be used. What the outcome means for the endpoint is the policy's.
 */
export function decide(
  evaluation: Evaluation,
  rule: PromotionRule,
  given: { readonly heldOut: number } = evaluation,
  policy: PromotionPolicy = defaultPromotion,
): Verdict {
  const { metrics } = evaluation;
  const heldOut = evaluation.protocol === 'cross-validation' ? 0 : given.heldOut;
  const advice = missingPhotos(evaluation, heldOut);
  if (metrics === null) {
    const promote = promotes(policy, 'unjudged');
    const wanted = policy === 'never' ? 'none' : 'only a better one';
    const kept = promote ? '' : ` The adapter is not promoted: ${wanted} is to be.`;
    const reason = `${whyUnjudged(evaluation)}${kept}`;
    return { outcome: 'unjudged', reason, advice, policy, promote, provisional: promote };
  }
  const { difference, interval } = metrics.averagePrecisionOneReference;
  const clearlyBetter = difference >= rule.minimumDifference && interval[0] > rule.intervalAbove;
  const harm = clearlyBetter ? harmOf(metrics, rule) : undefined;
  const outcome = clearlyBetter && harm === undefined ? 'better' : interval[1] < 0 ? 'worse' : 'tie';
  const promote = promotes(policy, outcome);
  return {
    outcome,
    reason: sentence(outcome, metrics, harm, promote),
    advice: outcome === 'better' ? moreJudges(evaluation) : advice,
    policy,
    promote,
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

/** From so many photos on, a verdict says something of how others would do. */
const enoughJudges = 5;

function missingPhotos({ distractors, references }: Evaluation, heldOut: number): string[] {
  const advice: string[] = [];
  if (distractors === 0) advice.push('Add 20 or more real photos of other things, look-alikes above all (role other).');
  else if (distractors < 20)
    advice.push(`Add photos of other things: ${distractors} make a coarse judge (role other).`);
  advice.push(...missingJudges(heldOut));
  if (references < 5) advice.push('More photos of the subject may help: try 5 to 10.');
  return advice;
}

/** What a better adapter still lacks: photos that judge, where few of those that were given could. */
const moreJudges = ({ protocol, heldOut }: Evaluation): string[] =>
  heldOut >= enoughJudges ? [] : missingJudges(protocol === 'cross-validation' ? 0 : heldOut);

function missingJudges(heldOut: number): string[] {
  if (heldOut === 0) return ['Add photos of the subject that are kept out of training (role held-out).'];
  if (heldOut >= enoughJudges) return [];
  return [`Add held-out photos: ${heldOut} say little of how others would do (role held-out).`];
}

function sentence(outcome: Outcome, metrics: Metrics, harm: string | undefined, promote: boolean): string {
  const { base, personalized, difference, interval } = metrics.averagePrecisionOneReference;
  const numbers =
    `average precision with one reference went from ${base.toFixed(3)} to ${personalized.toFixed(3)} ` +
    `(${signed(difference)}, 95 % interval ${signed(interval[0])} to ${signed(interval[1])})`;
  if (outcome === 'better')
    return `The adapter is better${promote ? '' : ', and not promoted as none is to be'}: ${numbers}.`;
  const promoted = promote ? 'promoted all the same, as every adapter is to be' : 'not promoted';
  if (harm !== undefined) return `The adapter is ${promoted}: ${numbers}, but ${harm}.`;
  if (outcome === 'worse') return `The adapter is worse and ${promoted}: ${numbers}.`;
  return `No clear gain, ${promote ? 'but' : 'so'} the adapter is ${promoted}: ${numbers}.`;
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
