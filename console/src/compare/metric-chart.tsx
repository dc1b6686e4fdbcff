import { colours } from '../app/colours.ts';
import { type Scale, whiskersOf } from '../run/chart-scale.ts';
import type { Figure } from '../run/verdict-figures.ts';
import { colourOf, Letter } from './letter.tsx';
import type { MetricRow } from './metric-rows.ts';
import { metricScale } from './metric-scale.ts';

const height = 26;
const middle = height / 2;
const percent = (value: number): string => `${value}%`;

/** A run's adapter between its whiskers, and the base that they are drawn from. */
function Line({ figure, scale, colour }: { figure: Figure | null; scale: Scale; colour: string }) {
  const [low, high] = figure === null ? [] : whiskersOf(figure).map((value) => percent(scale.at(value)));
  return (
    <svg width="100%" height={height} style={{ display: 'block', overflow: 'visible' }} aria-hidden="true">
      {scale.ticks.map((tick) => {
        const x = percent(scale.at(tick));
        return <line key={tick} x1={x} x2={x} y1={0} y2={height} stroke={colours.divider} />;
      })}
      {figure !== null && (
        <>
          <g stroke={colour} strokeWidth={2}>
            <line x1={low} x2={high} y1={middle} y2={middle} />
            <line x1={low} x2={low} y1={middle - 5} y2={middle + 5} />
            <line x1={high} x2={high} y1={middle - 5} y2={middle + 5} />
          </g>
          <circle cx={percent(scale.at(figure.personalized))} cy={middle} r={5} fill={colour} />
          <circle
            cx={percent(scale.at(figure.base))}
            cy={middle}
            r={5}
            fill="none"
            stroke={colours.textSecondary}
            strokeWidth={2}
          />
        </>
      )}
    </svg>
  );
}

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
            <div style={{ height, display: 'flex', alignItems: 'center' }}>
              <Letter at={at} />
            </div>
            <Line figure={one} scale={scale} colour={colourOf(at)} />
          </div>
        ))}
        <div />
        <div style={{ position: 'relative', height: 20, fontSize: 12 }}>
          {scale.ticks.map((tick) => (
            <span
              key={tick}
              style={{ position: 'absolute', left: percent(scale.at(tick)), transform: 'translateX(-50%)' }}
            >
              {String(tick).replace('-', '−')}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}

export const MetricCharts = ({ rows }: { rows: readonly MetricRow[] }) => (
  <div style={{ color: colours.textSecondary }}>
    <div style={{ display: 'grid', gap: 24, gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))' }}>
      {rows.map((row) => (
        <Metric key={row.name} row={row} />
      ))}
    </div>
    <div style={{ fontSize: 12, marginTop: 8 }}>
      <svg width="14" height="12" aria-hidden="true">
        <circle cx="6" cy="6" r="4" fill="none" stroke={colours.textSecondary} strokeWidth={2} />
      </svg>{' '}
      Base{' '}
      <svg width="28" height="12" aria-hidden="true" style={{ marginLeft: 16 }}>
        <line x1="1" x2="25" y1="6" y2="6" stroke={colours.textSecondary} strokeWidth={2} />
        <circle cx="13" cy="6" r="4" fill={colours.textSecondary} />
      </svg>{' '}
      Adapter, between its whiskers
    </div>
  </div>
);
