import { stepIn } from './progress.ts';

/** What a program measured at one step of its training. */
export interface CurvePoint {
  readonly step: number;
  readonly total: number;
  readonly values: Readonly<Record<string, number>>;
}

/** The sub-stage in which programs learn, as their logs call it. */
const training = 'train';

/**
 * The training curve that a log tells of, a point for each step that was measured, in the order of the steps. A step
 * that is told again, by an attempt that went on from a checkpoint before it, is what was told last.
 */
export function curveOf(lines: Iterable<string>): CurvePoint[] {
  const points = new Map<number, CurvePoint>();
  for (const line of lines) {
    const { stage, done, total, values } = stepIn(line) ?? {};
    if (stage !== training || done === undefined || total === undefined) continue;
    points.set(done, { step: done, total, values: { ...points.get(done)?.values, ...values } });
  }
  const measured = [...points.values()].filter(({ values }) => Object.keys(values).length > 0);
  return measured.toSorted((one, other) => one.step - other.step);
}

/** At most so many of the items (2 or more), evenly spread, the first and the last among them. */
export function thinned<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const stride = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, at) => items[Math.round(at * stride)] as T);
}
