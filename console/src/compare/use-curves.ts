import type { Likeness } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { type Asked, useAsked } from '../asking/use-asked.ts';
import type { Point } from '../run/chart-scale.ts';
import { pointsOf } from '../run/evaluation/curve.ts';
import type { ComparedRun } from './use-comparison.ts';

export const curveKinds = ['precision', 'loss'] as const;
export type CurveKind = (typeof curveKinds)[number];

/** Of a run; without points where there is none. */
export interface Curve {
  readonly points: readonly Point[];
  /** The base's of the same photos. */
  readonly base: readonly Point[];
}

async function precision({ http }: Likeness, run: string, signal: AbortSignal): Promise<Curve> {
  const { curves } = await answerTo(http.GET('/v1/runs/{run}/evaluation', { params: { path: { run } }, signal }));
  const [curve, ...folds] = curves ?? [];
  // A photo that was left out alone is one point, and several are no curve.
  if (curve === undefined || folds.length > 0) return { points: [], base: [] };
  return { points: pointsOf(curve.personalized), base: pointsOf(curve.base) };
}

async function loss({ http }: Likeness, run: string, signal: AbortSignal): Promise<Curve> {
  const params = { path: { run }, query: { stage: 'represent' as const } };
  const { points } = await answerTo(http.GET('/v1/runs/{run}/curves', { params, signal }));
  const measured = points.flatMap(({ step, values: { loss: y } }) => (y === undefined ? [] : [{ x: step, y }]));
  return { points: measured, base: [] };
}

/** A curve of each run, in their order. */
export function useCurves(runs: readonly ComparedRun[], kind: CurveKind): Asked<readonly Curve[]> {
  const { likeness } = useService();
  const read = kind === 'precision' ? precision : loss;
  return useAsked([kind, ...runs.map(({ id, status }) => `${id} ${status}`)].join(), (signal) =>
    Promise.all(runs.map(({ id }) => read(likeness, id, signal))),
  );
}
