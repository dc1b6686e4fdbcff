/** What the evaluations of an experiment's arms on one set say: figures by arm, and arms beside each other. */
import { z } from 'zod';
import { type EvaluationResults, mainMetrics } from '../../bin/evaluation.ts';
import { type ArmFigures, isLoss, type Mean, meanOverSubjects } from '../../lib/domain/experiment-figures.ts';

const value = z.object({
  task: z.string(),
  metric: z.string(),
  instance: z.string(),
  base: z.number(),
  personalized: z.number(),
});

/** What is kept of one set; the page is computed from it alone. */
export const setResult = z.object({
  version: z.literal(1),
  set: z.enum(['rendered', 'composites']),
  preset: z.string(),
  /** How the set was made. */
  scenes: z.string(),
  side: z.number(),
  counts: z.object({
    instances: z.number(),
    instancesInScope: z.number(),
    galleryPictures: z.number(),
    testPictures: z.number(),
    testPicturesInScope: z.number(),
  }),
  arms: z.array(z.object({ arm: z.string(), values: z.array(value) })),
});
export type SetResult = z.infer<typeof setResult>;
export type ArmValues = SetResult['arms'][number];

/** What the page tells, in its order. */
export const told = [
  ['detection', 'meanIou'],
  ['detection', 'mAP'],
  ['detection', 'mAP50'],
  ['detection', 'f1'],
  ['detection', 'bestF1'],
  ['segmentation', 'meanIou'],
  ['segmentation', 'mAP'],
  ['segmentation', 'mAP50'],
  ['segmentation', 'f1'],
  ['segmentation', 'bestF1'],
  ['classification', 'averagePrecision'],
  ['retrieval', 'ndcg'],
] as const;

/** The figures of one arm, by instance; those of an instance without an adapter are none. */
export function armValues(arm: string, { results }: EvaluationResults): ArmValues {
  const values = told.flatMap(([task, metric]) => {
    const found = results.find((one) => one.task === task && one.method !== 'persam');
    return (found?.instances ?? []).flatMap(({ instance, base, personalized }) => {
      const [before, after] = [base[metric] ?? null, personalized?.[metric] ?? null];
      return before === null || after === null ? [] : [{ task, metric, instance, base: before, personalized: after }];
    });
  });
  return { arm, values };
}

type Value = ArmValues['values'][number];

const valuesOf = ({ values }: ArmValues, task: string, metric: string): Value[] =>
  values.filter((one) => one.task === task && one.metric === metric);

/** Base, personalized and their difference, means over the instances; intervals by bootstrap over them. */
export function armFigures(arms: readonly ArmValues[], task: string, metric: string): ArmFigures[] {
  return arms.map((arm) => {
    const own = valuesOf(arm, task, metric);
    const mean = (of: (one: Value) => number): Mean | null =>
      meanOverSubjects(own.map((one) => [one.instance, of(one)]));
    return {
      arm: arm.arm,
      runs: own.length,
      base: mean(({ base }) => base),
      personalized: mean(({ personalized }) => personalized),
      gain: mean(({ base, personalized }) => personalized - base),
      losses: own.filter(({ base, personalized }) => isLoss(personalized - base)).length,
      difference: null,
    };
  });
}

export interface Pair {
  readonly left: string;
  readonly right: string;
  /** Personalized figures of the left arm less those of the right one, paired by instance. */
  readonly difference: Mean | null;
}

/** Every arm less every later one. */
export function pairs(arms: readonly ArmValues[], task: string, metric: string): Pair[] {
  return arms.flatMap((left, index) =>
    arms.slice(index + 1).map((right) => {
      const others = new Map(valuesOf(right, task, metric).map((one) => [one.instance, one.personalized]));
      const differences = valuesOf(left, task, metric).map(({ instance, personalized }) => {
        const other = others.get(instance);
        return [instance, other === undefined ? undefined : personalized - other] as const;
      });
      return { left: left.arm, right: right.arm, difference: meanOverSubjects(differences) };
    }),
  );
}

/** Each task's main figure of every arm, as rows of one chart. */
export function chartRows(arms: readonly ArmValues[]): ArmFigures[] {
  return Object.entries(mainMetrics)
    .toSorted(([a], [b]) => order(a) - order(b))
    .flatMap(([task, metric]) =>
      armFigures(arms, task, metric).map((figures) => ({ ...figures, arm: `${task}, ${figures.arm}` })),
    );
}

const order = (task: string): number => told.findIndex(([name]) => name === task);
