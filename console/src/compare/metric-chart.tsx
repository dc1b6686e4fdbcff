import { colours } from '../app/colours.ts';
import { IntervalLegend, IntervalLine, lineHeight, ScaleTicks } from '../run/interval-line.tsx';
import { colourOf, Letter } from './letter.tsx';
import type { MetricRow } from './metric-rows.ts';
import { metricScale } from './metric-scale.ts';

/** One figure of all runs on one scale. The table below has the numbers. */
function Metric({ row: { name, figures } }: { row: MetricRow }) {
  const scale = metricScale(figures.filter((one) => one !== null));
  return (
    <figure aria-hidden="true" style={{ margin: 0, minWidth: 0 }}>
      <figcaption style={{ marginBottom: 4 }}>{name}</figcaption>
      <div style={{ display: 'grid', gridTemplateColumns: '24px 1fr', columnGap: 20, paddingInlineEnd: 20 }}>
        {figures.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a run is its place
          <div key={at} style={{ display: 'contents' }}>
            <div style={{ height: lineHeight, display: 'flex', alignItems: 'center' }}>
              <Letter at={at} />
            </div>
            <IntervalLine figure={one} scale={scale} colour={colourOf(at)} />
          </div>
        ))}
        <div />
        <ScaleTicks scale={scale} />
      </div>
    </figure>
  );
}

export const MetricCharts = ({ rows }: { rows: readonly MetricRow[] }) => (
  <div style={{ color: colours.textSecondary, display: 'grid', gap: 8 }}>
    <div style={{ display: 'grid', gap: 24, gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))' }}>
      {rows.map((row) => (
        <Metric key={row.name} row={row} />
      ))}
    </div>
    <IntervalLegend colour={colours.textSecondary} adapter="Adapter, between its whiskers" />
  </div>
);
