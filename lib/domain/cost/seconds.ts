/** How long the jobs of one preset take, without what a managed service adds, in seconds. */
export interface PresetSeconds {
  /** `laptop`: on two cores without a GPU. `gpu`: on one A10G with 24 GB (ml.g5), and four cores for compose. */
  readonly on: 'laptop' | 'gpu';
  readonly basis: string;
  readonly priors: number;
  readonly generate: number;
  readonly compose: number;
  /** Of represent: curation, evaluation, loading. */
  readonly around: number;
  /** Of represent: one adapter. */
  readonly adapter: number;
  /** Sources of positives; where there are several, an adapter without each is trained as well, to say what it is worth. */
  readonly sources: number;
}

const measured = 'Measured on two cores without a GPU (docs/experiments/findings.md), imports included.';

// Derived for an A10G from published figures of other cards. Stable Diffusion 1.5 at 512 pixels, batches of 4: 6.5 steps a
// second on an RTX 3090 (diffusers, docs/source/en/optimization/torch2.0.md); an A10G, the same silicon at less power, is
// taken to do 0.65 of that, so 50 steps take 3.0 s a picture. SDXL at 1024 pixels and 25 steps: 7 s on a 3090
// (huggingface/blog, lcm_lora.md), 10.8 s. DreamBooth in fp32 with the text encoder: some 10 minutes on an A100 at batch 4,
// 45 on cards with 24 GB: 2.5 s a step of one photo and one class image. SDXL LoRA: 1.5 to 3 hours for 500 steps on a T4
// (diffusers issue 4470), 6 s. A ViT-B/14 at 224 pixels, forwards and backwards in fp32: 100 pictures a second, from its
// operations and a third of the card's peak; B/16 has 0.76 of the operations.
const derived =
  'Derived, not measured: published figures of other cards, taken over to one A10G (lib/domain/cost/seconds.ts).';

const paper: PresetSeconds = {
  on: 'gpu',
  basis: derived,
  priors: 2010, // 650 pictures, loading
  generate: 2450, // 400 steps, 450 pictures, loading
  compose: 10,
  around: 90,
  adapter: 270, // 564 steps of 48 pictures
  sources: 1,
};

const combined: PresetSeconds = {
  ...paper,
  priors: 2310, // 750 pictures
  generate: 2000, // 400 steps, 300 pictures
  compose: 35,
  sources: 2,
};

/** A preset that is not here has no figures to derive its seconds from. */
export const presetSeconds: Readonly<Record<string, PresetSeconds>> = {
  laptop: { on: 'laptop', basis: measured, priors: 0, generate: 0, compose: 4, around: 14, adapter: 9, sources: 1 },
  'laptop-dreambooth': {
    on: 'laptop',
    basis: measured,
    priors: 52,
    generate: 46,
    compose: 4,
    around: 22,
    adapter: 10,
    sources: 2,
  },
  fast: {
    ...paper,
    priors: 0,
    generate: 0,
    compose: 15, // as on the laptop, for so many more and larger pictures
    around: 60,
    adapter: 110, // 200 steps of 48 pictures, preservation
  },
  paper,
  combined,
  clip: { ...paper, adapter: 205 },
  mae: { ...paper, adapter: 205 },
  sdxl: { ...combined, priors: 8160, generate: 5700 },
};

/** How much longer a GPU takes than an A10G, by the family of its instance type; others are taken to be as fast. */
export const slowness: Readonly<Record<string, number>> = {
  g5: 1,
  // 0.50 against 1.9 x 0.65 steps a second at batches of 16, the same page.
  g4dn: 2.5,
};

/**
 * What SageMaker bills of a managed job beyond its program. Bringing up the machine is free; the bill goes from
 * TrainingStartTime, before the image and the inputs are there, to TrainingEndTime, after the results are uploaded
 * (DescribeTrainingJob). How long that takes is an assumption.
 */
export const billedStartSeconds = 120;
