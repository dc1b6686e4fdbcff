import type { Measured } from './experiment-figures.ts';
import { metricNames } from './verdict.ts';

/** What experiments alone measure: how well things that a run is not about are told from everything else. */
export const otherSubjectMetrics = ['otherInstances', 'otherThings'] as const;
export type OtherSubjectMetric = (typeof otherSubjectMetrics)[number];

export const experimentMetrics = [...metricNames, ...otherSubjectMetrics] as const;
export type ExperimentMetric = (typeof experimentMetrics)[number];

/** What became of the subjects among a run's distractors. */
export interface OtherSubjects extends Readonly<Record<OtherSubjectMetric, Measured | null>> {
  /** 1 less the mean cosine between a photo's base and personalized vector, of other categories; null without one. */
  readonly drift: number | null;
}

export const isOfOtherSubjects = (metric: ExperimentMetric): metric is OtherSubjectMetric =>
  (otherSubjectMetrics as readonly string[]).includes(metric);
