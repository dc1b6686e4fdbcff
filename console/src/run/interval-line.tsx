import { colours } from '../app/colours.ts';
import { plain } from '../formats/figures.ts';
import { type Compared, type Scale, whiskersOf } from './chart-scale.ts';

export const lineHeight = 28;
const middle = lineHeight / 2;
const percent = (value: number): string => `${value}%`;

interface IntervalLineProps {
  /** Null where there is none: the scale is drawn alone. */
  readonly figure: Compared | null;
  readonly scale: Scale;
  readonly colour: string;
}

/** Base and adapter on one line, and the whiskers between which the adapter may really be. */
export const IntervalLine = ({ figure, scale, colour }: IntervalLineProps) => (
  <svg width="100%" height={lineHeight} aria-hidden="true" style={{ display: 'block', overflow: 'visible' }}>
    {scale.ticks.map((tick) => {
      const x = percent(scale.at(tick));
      return <line key={tick} x1={x} x2={x} y1={0} y2={lineHeight} stroke={colours.divider} />;
    })}
    {figure !== null && <Marks figure={figure} scale={scale} colour={colour} />}
  </svg>
);

function Marks({ figure, scale, colour }: IntervalLineProps & { figure: Compared }) {
  const place = (value: number): string => percent(scale.at(value));
  const [low, high] = whiskersOf(figure).map(place);
  return (
    <>
      <g stroke={colour} strokeWidth={2}>
        <line x1={low} x2={high} y1={middle} y2={middle} />
        <line x1={low} x2={low} y1={middle - 5} y2={middle + 5} />
        <line x1={high} x2={high} y1={middle - 5} y2={middle + 5} />
      </g>
      <circle cx={place(figure.personalized)} cy={middle} r={5} fill={colour} />
      <circle cx={place(figure.base)} cy={middle} r={5} fill="none" stroke={colours.textSecondary} strokeWidth={2} />
    </>
  );
}

/** The numbers below lines of one scale. */
export const ScaleTicks = ({ scale }: { scale: Scale }) => (
  <div aria-hidden="true" style={{ position: 'relative', height: 20, fontSize: 12 }}>
    {scale.ticks.map((tick) => (
      <span key={tick} style={{ position: 'absolute', left: percent(scale.at(tick)), transform: 'translateX(-50%)' }}>
        {plain(tick)}
      </span>
    ))}
  </div>
);

/** What the marks of the lines are. @param adapter what is said of the adapter's */
export const IntervalLegend = ({ colour, adapter }: { colour: string; adapter: string }) => (
  <div style={{ fontSize: 12 }}>
    <svg width="14" height="12" aria-hidden="true">
      <circle cx="6" cy="6" r="4" fill="none" stroke={colours.textSecondary} strokeWidth={2} />
    </svg>{' '}
    Base{' '}
    <svg width="28" height="12" aria-hidden="true" style={{ marginLeft: 16 }}>
      <line x1="1" x2="25" y1="6" y2="6" stroke={colour} strokeWidth={2} />
      <circle cx="13" cy="6" r="4" fill={colour} />
    </svg>{' '}
    {adapter}
  </div>
);
