import { colours } from '../../app/colours.ts';
import { stageNames } from '../stage-names.ts';
import type { CostRow } from './rows.ts';

const track = 20;
const bar = 12;
const top = (track - bar) / 2;

/** A mark across the bar, which shows on it and beside it. */
const Mark = ({ x }: { x: string | number }) => (
  <>
    <line x1={x} x2={x} y1={0} y2={track} stroke={colours.page} strokeWidth={6} />
    <line x1={x} x2={x} y1={0} y2={track} stroke={colours.textSecondary} strokeWidth={3} />
  </>
);

/** What was spent as a bar, and a mark where the estimate is. */
function Bar({ row: { spent, estimate }, most }: { row: CostRow; most: number }) {
  const percent = (value: number | null): string => `${most > 0 && value !== null ? (100 * value) / most : 0}%`;
  return (
    <svg width="100%" height={track} aria-hidden="true" style={{ display: 'block', overflow: 'visible' }}>
      <rect y={top} width="100%" height={bar} rx={4} fill={colours.divider} opacity={0.35} />
      <rect y={top} width={percent(spent)} height={bar} rx={4} fill={colours.chart} />
      {estimate !== null && <Mark x={percent(estimate)} />}
    </svg>
  );
}

function told({ status, spent, estimate }: CostRow, format: (value: number | null) => string): string {
  const of = estimate === null ? '' : ` of about ${format(estimate)}`;
  if (status === 'reused') {
    // Attempts of its own before that are in the sum.
    const before = spent ? `, after ${format(spent)}` : '';
    return `Found finished${before}${estimate === null ? '' : `, estimated at ${format(estimate)}`}`;
  }
  if (status === 'waiting' && !spent) return estimate === null ? 'Not begun' : `Not begun, about ${format(estimate)}`;
  return spent === null ? `Not priced${of}` : `${format(spent)}${of}`;
}

/** Each stage with its figures in words and a bar to compare them by. */
export function CostBars(props: { rows: readonly CostRow[]; format: (value: number | null) => string; unit: string }) {
  const { rows, format, unit } = props;
  const most = Math.max(0, ...rows.flatMap(({ spent, estimate }) => [spent ?? 0, estimate ?? 0]));
  return (
    <div style={{ maxWidth: 720 }}>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 12 }}>
        {rows.map((row) => (
          <li key={row.stage}>
            <div style={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: '0 16px' }}>
              <strong>{stageNames[row.stage]}</strong>
              <span>{told(row, format)}</span>
            </div>
            <Bar row={row} most={most} />
          </li>
        ))}
      </ul>
      <div aria-hidden="true" style={{ marginTop: 12, fontSize: 12, color: colours.textSecondary }}>
        <svg width="24" height={bar} aria-hidden="true" style={{ verticalAlign: 'middle' }}>
          <rect width="18" height={bar} rx="4" fill={colours.chart} />
        </svg>
        {unit}
        {rows.some(({ estimate }) => estimate !== null) && (
          <>
            <svg width="12" height={track} aria-hidden="true" style={{ marginLeft: 16, verticalAlign: 'middle' }}>
              <Mark x={4} />
            </svg>
            Estimated
          </>
        )}
      </div>
    </div>
  );
}
