import LineChart from '@cloudscape-design/components/line-chart';
import { colours } from '../app/colours.ts';
import { figure } from '../formats/figures.ts';
import type { Point } from '../run/chart-scale.ts';
import { colourOf, letterOf } from './letter.tsx';
import type { Curve, CurveKind } from './use-curves.ts';

const axes: Readonly<Record<CurveKind, { readonly x: string; readonly y: string }>> = {
  precision: { x: 'Recall', y: 'Precision' },
  loss: { x: 'Step', y: 'Loss' },
};

const line = (title: string, color: string, data: readonly Point[]) =>
  ({ type: 'line', title, color, data, valueFormatter: figure }) as const;

/** The base's curve, where all have the same. */
function baseOf(curves: readonly Curve[]): readonly Point[] {
  const [first, ...others] = curves.filter(({ points }) => points.length > 0).map(({ base }) => base);
  const isOne = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
  return isOne ? (first ?? []) : [];
}

/** Curves of the runs over each other, in their colours. */
export function CurveChart({ kind, name, curves }: { kind: CurveKind; name: string; curves: readonly Curve[] }) {
  const base = baseOf(curves);
  const series = curves.flatMap(({ points }, at) =>
    points.length === 0 ? [] : [line(`Run ${letterOf(at)}`, colourOf(at), points)],
  );
  const drawn = series.flatMap(({ data }) => data);
  return (
    <LineChart
      ariaLabel={name}
      series={[...series, ...(base.length > 0 ? [line('Base', colours.textSecondary, base)] : [])]}
      xDomain={[0, kind === 'precision' ? 1 : Math.max(1, ...drawn.map(({ x }) => x))]}
      yDomain={[Math.min(0, ...drawn.map(({ y }) => y)), Math.max(1, ...drawn.map(({ y }) => y))]}
      xTitle={axes[kind].x}
      yTitle={axes[kind].y}
      height={280}
      hideFilter
    />
  );
}
