import type { Changes } from './changes.ts';
import type { PriorsReference, RunReference } from './keys.ts';
import type { Hyperparameters, PromotionRule } from './presets.ts';
import type { PromotionPolicy } from './promotion.ts';
import type { Stage } from './training-job.ts';

/** Files that a plan settled on, and the digest of what is in them. */
export interface PlannedFolder {
  /** `s3://bucket/prefix/` */
  readonly uri: string;
  readonly digest: string;
}

export interface PlannedModel extends PlannedFolder {
  readonly name: string;
}

/** The category's captions, a function of category and preset alone. */
export interface PlannedCaptions extends PlannedFolder {
  readonly source: 'grammar' | 'language-model';
  /** Why the language model's captions were not used; null where they were, or were not asked for. */
  readonly fallback: string | null;
}

/** The text-to-image model and what is made of it for the category. */
export interface PlannedGenerator extends PlannedModel {
  readonly captions: PlannedCaptions;
  /** Every tenant's runs of this category share what the unpersonalized generator makes of it. */
  readonly shared: boolean;
}

/** What a run will do: its preset made concrete. Written once, read by every later stage. */
export interface Plan {
  readonly version: 1;
  readonly category: string;
  readonly seed: number;
  readonly preset: { readonly name: string; readonly version: number };
  /** What the upload changed in the preset; the stages have it already. */
  readonly changes?: Changes;
  readonly backbone: PlannedModel;
  /** Null where the preset works without a generator. */
  readonly generator: PlannedGenerator | null;
  /** Null: the stage is not part of the run. */
  readonly stages: Readonly<Record<Stage, Hyperparameters | null>>;
  /** What is called better. */
  readonly promotion: PromotionRule;
  /** Which outcomes serve. */
  readonly promote: PromotionPolicy;
}

/** Where the generator's images of the category lie: a category that is on no list is the tenant's own word. */
export const priorsPlace = (
  { bucket, tenant }: Pick<RunReference, 'bucket' | 'tenant'>,
  {
    category,
    generator: name,
    shared,
  }: { readonly category: string; readonly generator: string; readonly shared: boolean },
): PriorsReference => ({ bucket, tenant: shared ? null : tenant, generator: name, category });
