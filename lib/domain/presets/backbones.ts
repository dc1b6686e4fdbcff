import type { Preset } from '../presets.ts';
import { paper } from './cloud.ts';

/** The paper's two other backbones (its section 1.9): all else is as it is for DINOv2. */
export const clip: Preset = {
  ...paper,
  name: 'clip',
  version: 1,
  summary: 'As paper, with CLIP ViT-B/16: its own preprocessing, and its class token before the projection.',
  backbone: 'clip-base',
};

export const mae: Preset = {
  ...paper,
  name: 'mae',
  version: 1,
  summary: 'As paper, with MAE ViT-B/16: every patch is seen, none is masked.',
  backbone: 'mae-base',
};
