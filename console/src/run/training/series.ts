import type { components } from '@likeness/client';
import type { Point } from '../chart-scale.ts';
import type { Stage } from '../stage-names.ts';

export type TrainingCurve = components['schemas']['TrainingCurve'];

/** One measured figure over the steps, with its mean over the last few where there are enough to see a trend by. */
export interface Series {
  readonly name: string;
  readonly measured: readonly Point[];
  readonly mean: { readonly over: number; readonly data: readonly Point[] } | null;
}

/** The stages that teach a model something. The others have no curve. */
export const trainingStages: readonly Stage['stage'][] = ['generate', 'represent'];

/** The figures that were measured, the loss first. */
export function seriesOf(points: TrainingCurve['points']): Series[] {
  const names = new Set(['loss', ...points.flatMap(({ values }) => Object.keys(values))]);
  return [...names].flatMap((name) => {
    const measured = points.flatMap(({ step, values: { [name]: y } }) => (y === undefined ? [] : [{ x: step, y }]));
    return measured.length === 0 ? [] : [{ name, measured, mean: meanOf(measured) }];
  });
}

/** With fewer points a mean would hide more than it shows. */
const fewest = 20;

function meanOf(measured: readonly Point[]): Series['mean'] {
  if (measured.length < fewest) return null;
  const over = Math.round(measured.length / 10) + 3;
  return { over, data: trailingMean(measured, over) };
}

/** Each point's mean with those before it, `over` points together: nothing is known at a step of what came after. */
export function trailingMean(data: readonly Point[], over: number): Point[] {
  return data.slice(over - 1).map(({ x }, at) => {
    const window = data.slice(at, at + over);
    return { x, y: window.reduce((sum, { y }) => sum + y, 0) / over };
  });
}

/** Where the axes end: at the last step that is planned, and at a round number over all that was measured. */
export function domainsOf(
  { measured }: Series,
  points: TrainingCurve['points'],
): { readonly x: [number, number]; readonly y: [number, number] } {
  const first = points[0]?.step ?? 0;
  const last = Math.max(...points.map(({ step, total }) => Math.max(step, total)));
  const values = measured.map(({ y }) => y);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const unit = 10 ** Math.floor(Math.log10(Math.max(high - low, 1e-6))) / 2;
  return {
    x: [Math.min(1, first), Math.max(last, 2)],
    // What is rounded twice may end up short of it.
    y: [Math.min(low, Math.floor(low / unit) * unit), Math.max(high, unit, Math.ceil(high / unit) * unit)],
  };
}
