import { colours } from '../app/colours.ts';
import { scaleOf } from './chart-scale.ts';
import { IntervalLegend, IntervalLine, ScaleTicks } from './interval-line.tsx';
import type { Figure } from './verdict-figures.ts';

/** A figure ends at 1. The interval is of a difference, and does not. */
const whiskersBeyond = 'Where it passes 1, that is because it is drawn from the base: no figure passes 1.';

/** Figures of the base against the adapter's. The table beside it has the numbers, so that nothing is said by a picture alone. */
export function IntervalChart({ figures }: { figures: readonly Figure[] }) {
  const scale = scaleOf(figures);
  return (
    <div style={{ color: colours.textSecondary, fontSize: 12, padding: '0 12px', maxWidth: 720 }}>
      {figures.map((figure) => (
        <div key={figure.name}>
          <div aria-hidden="true">{figure.name}</div>
          <IntervalLine figure={figure} scale={scale} colour={colours.chart} />
        </div>
      ))}
      <ScaleTicks scale={scale} />
      <IntervalLegend colour={colours.chart} adapter="Adapter, with the 95 % interval of the difference" />
      {scale.to > 1 && <div>{whiskersBeyond}</div>}
    </div>
  );
}
