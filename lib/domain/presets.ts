import { InputError } from './errors.ts';

/** A job's settings: numbers, words and ranges, which travel as JSON in SageMaker's string hyperparameters. */
export type Hyperparameters = Readonly<Record<string, number | string | readonly (number | string)[]>>;

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
  /** The DreamBooth job's settings; null where the preset works without a generator. */
  readonly generate: Hyperparameters | null;
  readonly compose: Hyperparameters;
  readonly represent: Hyperparameters;
  readonly promotion: PromotionRule;
}

const laptop: Preset = {
  name: 'laptop',
  version: 1,
  summary:
    'The small backbone, augmented photos as anchors, Cut-and-Paste as positives; shows the method in under a minute on two cores.',
  backbone: 'tiny-vit',
  generate: null,
  compose: { side: 160, cut_and_paste: 96, augmented: 48, negatives: 120, scale: [0.35, 0.95], rotation: 20 },
  represent: {
    steps: 30,
    anchors: 6,
    positives: 8,
    negatives: 16,
    side: 128,
    feature: 'cls',
    temperature: 0.2,
    preservation: 1,
    learning_rate: 9e-4,
    rank: 16,
    alpha: 16,
    targets: ['q_proj', 'v_proj'],
    threads: 2,
  },
  promotion: { minimumDifference: 0.02, intervalAbove: 0, toleratedNdcgLoss: 0, toleratedMarginLoss: 0 },
};

const presets: Readonly<Record<string, Preset>> = { laptop };

const noGenerator = 'needs the DreamBooth program, which this version does not have';
const noBackbone = 'needs a backbone that does not ship with this version';

/** Presets of the design whose parts are not all here, and what is missing. */
const unavailable: Readonly<Record<string, string>> = {
  'laptop-dreambooth': noGenerator,
  paper: noGenerator,
  combined: noGenerator,
  sdxl: noGenerator,
  sd3: noGenerator,
  fast: noBackbone,
  clip: noBackbone,
  mae: noBackbone,
};

export const presetNames = (): string[] => Object.keys(presets);

/**
 * The preset of that name.
 * @throws InputError `PresetUnavailable` for one whose parts are not all here, `PresetUnknown` for any other name
 */
export function presetNamed(name: string): Preset {
  if (Object.hasOwn(presets, name)) return presets[name] as Preset;
  const choices = `Use one of: ${presetNames().join(', ')}.`;
  if (Object.hasOwn(unavailable, name)) {
    throw new InputError('PresetUnavailable', `The preset '${name}' ${unavailable[name]}. ${choices}`);
  }
  throw new InputError('PresetUnknown', `There is no preset '${name}'. ${choices}`);
}
