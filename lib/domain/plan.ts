import type { Hyperparameters, PromotionRule } from './presets.ts';
import type { Stage } from './training-job.ts';

/** What a run will do: its preset made concrete. Written once, read by every later stage. */
export interface Plan {
  readonly version: 1;
  readonly category: string;
  readonly seed: number;
  readonly preset: { readonly name: string; readonly version: number };
  readonly backbone: string;
  /** Null: the stage is not part of the run. */
  readonly stages: Readonly<Record<Stage, Hyperparameters | null>>;
  readonly promotion: PromotionRule;
}
