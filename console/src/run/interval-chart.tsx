import { colours } from '../app/colours.ts';
import { type Scale, scaleOf, whiskersOf } from './chart-scale.ts';
import type { Figure } from './verdict-figures.ts';

const height = 28;
const middle = height / 2;
/** A figure ends at 1. The interval is of a difference, and does not. */
const whiskersBeyond = 'Where it passes 1, that is because it is drawn from the base: no figure passes 1.';
const percent = (value: number): string => `${value}%`;

/** Base and adapter on one line, and the whiskers between which the adapter may really be. */
function Line({ figure, scale }: { figure: Figure; scale: Scale }) {
  const [low, high] = whiskersOf(figure).map((value) => percent(scale.at(value)));
  const [base, personalized] = [figure.base, figure.personalized].map((value) => percent(scale.at(value)));
  return (
    <svg width="100%" height={height} aria-hidden="true" style={{ display: 'block', overflow: 'visible' }}>
      {scale.ticks.map((tick) => {
        const x = percent(scale.at(tick));
        return <line key={tick} x1={x} x2={x} y1={0} y2={height} stroke={colours.divider} />;
      })}
      <g stroke={colours.chart} strokeWidth={2}>
        <line x1={low} x2={high} y1={middle} y2={middle} />
        <line x1={low} x2={low} y1={middle - 5} y2={middle + 5} />
        <line x1={high} x2={high} y1={middle - 5} y2={middle + 5} />
      </g>
      <circle cx={personalized} cy={middle} r={5} fill={colours.chart} />
      <circle cx={base} cy={middle} r={5} fill="none" stroke={colours.textSecondary} strokeWidth={2} />
    </svg>
  );
}

/** Figures of the base against the adapter's. The table beside it has the numbers, so that nothing is said by a picture alone. */
export function IntervalChart({ figures }: { figures: readonly Figure[] }) {
  const scale = scaleOf(figures);
  return (
    <div style={{ color: colours.textSecondary, fontSize: 12, padding: '0 12px', maxWidth: 720 }}>
      {figures.map((figure) => (
        <div key={figure.name}>
          <div aria-hidden="true">{figure.name}</div>
          <Line figure={figure} scale={scale} />
        </div>
      ))}
      <div aria-hidden="true" style={{ position: 'relative', height: 20 }}>
        {scale.ticks.map((tick) => (
          <span
            key={tick}
            style={{ position: 'absolute', left: percent(scale.at(tick)), transform: 'translateX(-50%)' }}
          >
            {String(tick).replace('-', '−')}
          </span>
        ))}
      </div>
      <div>
        <svg width="14" height="12" aria-hidden="true">
          <circle cx="6" cy="6" r="4" fill="none" stroke={colours.textSecondary} strokeWidth={2} />
        </svg>
        Base
        <svg width="28" height="12" aria-hidden="true" style={{ marginLeft: 16 }}>
          <line x1="1" x2="25" y1="6" y2="6" stroke={colours.chart} strokeWidth={2} />
          <circle cx="13" cy="6" r="4" fill={colours.chart} />
        </svg>
        Adapter, with the 95 % interval of the difference
        {scale.to > 1 && <div>{whiskersBeyond}</div>}
      </div>
    </div>
  );
}
