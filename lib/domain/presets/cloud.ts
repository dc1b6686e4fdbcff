import type { Hyperparameters, Preset, SeededHyperparameters } from '../presets.ts';
import { anySureGain } from './composed.ts';

/** Class images and negatives by the pipeline's own defaults, as the paper's code makes them (its sections 1.1 and 1.5). */
const paperPriors: SeededHyperparameters = {
  seed: 0,
  class_images: 200,
  negatives: 450,
  backgrounds: 0,
  guidance: 7.5,
  solver: 'pndm',
  sampling_steps: 50,
  batch: 4,
  resolution: 512,
  precision: 'fp16',
  safety_checker: false,
};

/** DreamBooth of section 1.1, 450 images by section 1.4. */
const paperGenerate: Hyperparameters = {
  method: 'full',
  train_text_encoder: true,
  steps: 400,
  batch: 1,
  resolution: 512,
  crop: 'random',
  masked: 'none',
  cache_latents: false,
  prior_preservation: 1,
  class_images: 200,
  learning_rate: 2e-6,
  optimizer: 'adamw-8bit',
  betas: [0.9, 0.999],
  weight_decay: 1e-2,
  epsilon: 1e-8,
  gradient_clip: 1,
  precision: 'fp32',
  gradient_checkpointing: true,
  threads: 4,
  images: 450,
  guidance: 5,
  solver: 'pndm',
  sampling_steps: 50,
  sample_batch: 4,
  sample_precision: 'fp16',
  safety_checker: false,
};

/** Larger models do not fit a 24 GB card whole: their denoiser learns by LoRA, and their text encoders stay. */
const largeGenerate: Hyperparameters = {
  ...paperGenerate,
  method: 'lora',
  rank: 16,
  alpha: 16,
  train_text_encoder: false,
  resolution: 1024,
  cache_latents: true,
  views: 8,
  masked: 'paper',
  learning_rate: 1e-4,
  precision: 'bf16',
  sample_precision: 'bf16',
  images: 300,
  sample_batch: 2,
};

/** The contrastive fine-tuning of section 1.8, whose LoRA is on a fused qkv: the three projections share A. */
const paperRepresent: Hyperparameters = {
  steps: 564,
  anchors: 16,
  positives: 16,
  negatives: 16,
  side: 224,
  feature: 'cls+patch',
  temperature: 0.07,
  preservation: 0,
  learning_rate: 3e-4,
  beta1: 0.5,
  beta2: 0.999,
  rank: 16,
  alpha: 0.5,
  dropout: 0.3,
  targets: ['q_proj', 'k_proj', 'v_proj'],
  fused_qkv: true,
  loss: 'info_nce',
  anchors_from: 'real',
  positives_from: 'synthetic',
  augment: 'paper',
  precision: 'fp32',
  checkpoint_every: 50,
  report_every: 10,
  threads: 4,
};

/** What section 1.7's 'combined' pools; the paper gives neither sizes nor places of its composites. */
const paperCompose: Hyperparameters = { side: 512, scale: [0.3, 0.8], rotation: 20, flip: 0 };

export const paper: Preset = {
  name: 'paper',
  version: 1,
  summary:
    'The paper as its code has it: Stable Diffusion 1.5, DreamBooth without masks, captions, DINOv2 B/14. Hours on one GPU.',
  backbone: 'dinov2-base',
  generator: 'sd15',
  wording: 'paper',
  priors: paperPriors,
  generate: paperGenerate,
  compose: { ...paperCompose, cut_and_paste: 0, augmented: 96, negatives: 0 },
  represent: { ...paperRepresent, curation: 'all' },
  promotion: anySureGain,
};

export const combined: Preset = {
  name: 'combined',
  version: 1,
  summary:
    'Masked DreamBooth on Stable Diffusion 1.5 and Cut-and-Paste on generated backgrounds, curated; DINOv2 B/14.',
  backbone: 'dinov2-base',
  generator: 'sd15',
  priors: { ...paperPriors, backgrounds: 100 },
  generate: { ...paperGenerate, masked: 'paper', images: 300 },
  compose: { ...paperCompose, cut_and_paste: 300, augmented: 96, negatives: 150 },
  represent: { ...paperRepresent, curation: 'coverage', budget: 450, fidelity_floor: 0.5, generated_share: 0.5 },
  promotion: anySureGain,
};

export const sdxl: Preset = {
  ...combined,
  name: 'sdxl',
  version: 1,
  summary: 'As combined, with DreamBooth as LoRA on Stable Diffusion XL at 1024 pixels.',
  generator: 'sdxl',
  priors: {
    ...paperPriors,
    backgrounds: 100,
    guidance: 5,
    solver: 'dpm-solver++',
    sampling_steps: 25,
    resolution: 1024,
  },
  generate: { ...largeGenerate, solver: 'dpm-solver++', sampling_steps: 25 },
};

export const sd3: Preset = {
  ...combined,
  name: 'sd3',
  version: 1,
  summary: 'As combined, with DreamBooth as LoRA on Stable Diffusion 3 Medium at 1024 pixels.',
  generator: 'sd3',
  priors: {
    ...paperPriors,
    backgrounds: 100,
    guidance: 5,
    solver: 'dpm-solver++',
    sampling_steps: 28,
    resolution: 1024,
    precision: 'bf16',
  },
  generate: { ...largeGenerate, solver: 'dpm-solver++', sampling_steps: 28 },
};
