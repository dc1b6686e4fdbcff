import type { Wording } from './captions/index.ts';
import { InputError } from './errors.ts';
import { clip, mae } from './presets/backbones.ts';
import { combined, paper, sd3, sdxl } from './presets/cloud.ts';
import { fast, laptop } from './presets/composed.ts';
import { laptopDreambooth } from './presets/laptop-dreambooth.ts';

/** A job's settings: numbers, words, switches and ranges, which travel as JSON in SageMaker's string hyperparameters. */
export type Hyperparameters = Readonly<Record<string, number | string | boolean | readonly (number | string)[]>>;

/** Settings of a job whose result every run of a category shares, and which so has a seed of its own. */
export type SeededHyperparameters = Hyperparameters & { readonly seed: number };

/** When a measured difference is called better or worse. Tuned on named subjects, see docs/benchmarks/quality.md. */
export interface PromotionRule {
  /** Smallest difference in single-reference average precision worth promoting. */
  readonly minimumDifference: number;
  /** Its interval's lower bound must be above this. */
  readonly intervalAbove: number;
  /** Largest loss of NDCG that a better average precision may cost. */
  readonly toleratedNdcgLoss: number;
  /** Likewise of the margin to the nearest confuser, in cosine. */
  readonly toleratedMarginLoss: number;
}

/** A named, versioned configuration of all stages; versions count from the first release. */
export interface Preset {
  readonly name: string;
  readonly version: number;
  readonly summary: string;
  readonly backbone: string;
  /** The text-to-image model; null where the preset works without one, and then so are its two jobs. */
  readonly generator: string | null;
  /** Of the short prompts; `plain` where it is not said. */
  readonly wording?: Wording;
  /** What the generator makes of the category before it knows the subject. Its seed is the captions' too. */
  readonly priors: SeededHyperparameters | null;
  /** The DreamBooth job. */
  readonly generate: Hyperparameters | null;
  readonly compose: Hyperparameters;
  readonly represent: Hyperparameters;
  readonly promotion: PromotionRule;
}

const presets: Readonly<Record<string, Preset>> = {
  laptop,
  'laptop-dreambooth': laptopDreambooth,
  fast,
  paper,
  combined,
  clip,
  mae,
  sdxl,
  sd3,
};

export const presetNames = (): string[] => Object.keys(presets);

/**
 * The preset of that name. Whether its models are here is another question, which the plan asks.
 * @throws InputError `PresetUnknown` naming those that there are
 */
export function presetNamed(name: string): Preset {
  if (Object.hasOwn(presets, name)) return presets[name] as Preset;
  throw new InputError('PresetUnknown', `There is no preset '${name}'. Use one of: ${presetNames().join(', ')}.`);
}
