import { colours } from '../../app/colours.ts';
import { figure, plain } from '../../formats/figures.ts';
import { scaleOf } from '../../run/chart-scale.ts';

const percent = (value: number): string => `${value}%`;

/** A word at its place on the scale, and never beyond its ends. */
function Mark({ at, bold = false, children }: { at: number; bold?: boolean; children: string }) {
  return (
    <div style={{ position: 'relative', height: 20 }}>
      <span
        style={{
          position: 'absolute',
          left: `clamp(52px, ${at}%, calc(100% - 52px))`,
          transform: 'translateX(-50%)',
          whiteSpace: 'nowrap',
          fontWeight: bold ? 700 : 400,
        }}
      >
        {children}
      </span>
    </div>
  );
}

/** A score on the scale of cosines, with the threshold from which on a photo counts as the subject. The words beside it say the same. */
export function ScoreScale({ score, threshold }: { score: number; threshold: number | null }) {
  const { ticks, at } = scaleOf([{ base: score, personalized: threshold ?? score, interval: [0, 0] }]);
  const from = threshold === null ? null : at(threshold);
  return (
    <div aria-hidden="true" style={{ fontSize: 12, color: colours.textSecondary, padding: '0 8px' }}>
      <Mark at={at(score)} bold>{`Score ${figure(score)}`}</Mark>
      <svg width="100%" height="28" aria-hidden="true" style={{ display: 'block', overflow: 'visible' }}>
        <rect x="0" y="10" width="100%" height="8" rx="4" fill={colours.divider} />
        {from !== null && (
          <>
            <rect x={percent(from)} y="10" width={percent(100 - from)} height="8" rx="4" fill={colours.chart} />
            <line x1={percent(from)} x2={percent(from)} y1="3" y2="28" stroke={colours.textSecondary} strokeWidth="2" />
          </>
        )}
        <circle
          cx={percent(at(score))}
          cy="14"
          r="8"
          fill={colours.page}
          stroke={colours.textSecondary}
          strokeWidth="3"
        />
      </svg>
      {from !== null && threshold !== null && <Mark at={from}>{`Threshold ${figure(threshold)}`}</Mark>}
      <div style={{ position: 'relative', height: 18, opacity: 0.85 }}>
        {ticks.map((tick, place) => (
          <span
            key={tick}
            style={{
              position: 'absolute',
              left: percent(at(tick)),
              transform: `translateX(${place === 0 ? 0 : place === ticks.length - 1 ? -100 : -50}%)`,
            }}
          >
            {plain(tick)}
          </span>
        ))}
      </div>
    </div>
  );
}
