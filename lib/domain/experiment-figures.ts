import { randomOf } from './captions/random.ts';
import { type ExperimentMetric, isOfOtherSubjects, type OtherSubjects } from './other-subjects.ts';
import type { MetricName } from './verdict.ts';

/** What a run measured of one metric. */
export interface Measured {
  readonly base: number;
  readonly personalized: number;
}

/** A run as figures see it. */
export interface FigureRun {
  readonly arm: string;
  readonly subject: string;
  readonly category: string;
  readonly choice: number;
  readonly seed: number;
  /** Null where the run failed, was not run, or judged nothing. */
  readonly metrics: Readonly<Record<MetricName, Measured>> | null;
  /** Null where that was not asked for, or could not be measured. */
  readonly otherSubjects: OtherSubjects | null;
}

/** Null where the run has no figure of it. */
export function measuredOf(
  { metrics, otherSubjects }: Pick<FigureRun, 'metrics' | 'otherSubjects'>,
  metric: ExperimentMetric,
): Measured | null {
  return (isOfOtherSubjects(metric) ? otherSubjects?.[metric] : metrics?.[metric]) ?? null;
}

/** A mean over subjects; the interval is of the mean, 95 %, by bootstrap over subjects; null of fewer than two. */
export interface Mean {
  readonly mean: number;
  readonly interval: readonly [number, number] | null;
  readonly subjects: number;
}

export interface ArmFigures {
  readonly arm: string;
  /** Runs that have a figure. */
  readonly runs: number;
  readonly base: Mean | null;
  readonly personalized: Mean | null;
  /** Personalized less base. */
  readonly gain: Mean | null;
  /** Subjects whose own gain is a loss, beyond rounding. */
  readonly losses: number;
  /** Personalized less the first arm's, of the runs of the same subject, choice and seed; null for the first arm. */
  readonly difference: Mean | null;
}

const resamples = 10_000;
/** Two figures nearer than this are one. */
const rounding = 5e-4;

/**
 * One metric by arm. A subject counts as the mean over its choices and seeds, so that all subjects count alike, and
 * intervals draw subjects, since runs of one subject are not independent.
 */
export function figuresByArm(
  arms: readonly string[],
  runs: readonly FigureRun[],
  metric: ExperimentMetric,
): ArmFigures[] {
  const [first = ''] = arms;
  const reference = new Map(
    runs.filter(({ arm }) => arm === first).map((run) => [cellOf(run), measuredOf(run, metric)?.personalized]),
  );
  return arms.map((arm) => {
    const own = runs.flatMap((run) => {
      const measured = run.arm === arm ? measuredOf(run, metric) : null;
      return measured === null ? [] : [{ run, measured }];
    });
    const meanOf = (value: (measured: Measured, run: FigureRun) => number | undefined): Mean | null =>
      meanOverSubjects(own.map(({ run, measured }) => [run.subject, value(measured, run)]));
    const lead = ({ personalized }: Measured, run: FigureRun): number | undefined => {
      const other = reference.get(cellOf(run));
      return other === undefined ? undefined : personalized - other;
    };
    const gainOf = ({ base, personalized }: Measured): number => personalized - base;
    return {
      arm,
      runs: own.length,
      base: meanOf(({ base }) => base),
      personalized: meanOf(({ personalized }) => personalized),
      gain: meanOf(gainOf),
      losses: meansBySubject(own.map(({ run, measured }) => [run.subject, gainOf(measured)])).filter(isLoss).length,
      difference: arm === first ? null : meanOf(lead),
    };
  });
}

const cellOf = ({ subject, choice, seed }: FigureRun): string => JSON.stringify([subject, choice, seed]);

/** Whether what was gained is a loss, beyond rounding. */
export const isLoss = (gain: number): boolean => gain < -rounding;

type ValueOfSubject = readonly [subject: string, value: number | undefined];

/** The mean of each subject's mean; values that are undefined do not count. */
export function meanOverSubjects(values: readonly ValueOfSubject[]): Mean | null {
  const means = meansBySubject(values);
  if (means.length === 0) return null;
  return { mean: average(means), interval: intervalOf(means), subjects: means.length };
}

/** In the order of their names. */
function meansBySubject(values: readonly ValueOfSubject[]): number[] {
  const bySubject = new Map<string, number[]>();
  for (const [subject, value] of values) {
    if (value !== undefined) bySubject.set(subject, [...(bySubject.get(subject) ?? []), value]);
  }
  return [...bySubject.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => average(own));
}

/** Percentiles 2.5 and 97.5 of the mean when as many are drawn with replacement. */
function intervalOf(values: readonly number[]): readonly [number, number] | null {
  if (values.length < 2) return null;
  const random = randomOf(['bootstrap', values.length]);
  const drawn = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let index = 0; index < values.length; index += 1) {
      sum += values[Math.floor(random() * values.length)] as number;
    }
    return sum / values.length;
  }).sort((a, b) => a - b);
  return [drawn[Math.floor(0.025 * resamples)] as number, drawn[Math.ceil(0.975 * resamples) - 1] as number];
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
