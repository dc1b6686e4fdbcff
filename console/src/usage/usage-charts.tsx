import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import type { DayOfUsage } from '@likeness/client';
import { dollars } from '../formats/money.ts';
import { duration } from '../formats/time.ts';
import { Panel } from '../parts/panel.tsx';
import { type Bar, barsOf, barText, isFree, timeUnit, totalOf } from './figures.ts';
import type { DayRange } from './range.ts';

interface Shown {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** The height of a bar. */
  heightOf(bar: Bar): number;
  /** A height in words, as beside the bar. */
  text(value: number): string;
  /** As at the axis. */
  tick(value: number): string;
  readonly unit?: string;
}

const count = (value: number): string => value.toLocaleString();
/** Half a run is none. */
const wholes = (value: number): string => (Number.isInteger(value) ? count(value) : '');

function Chart({ title, bars, heightOf, text, tick, unit }: Shown) {
  const values = bars.map((bar) => ({ x: bar.at, y: heightOf(bar) }));
  const most = Math.max(...values.map(({ y }) => y));
  const every = bars[0]?.at.length === 7 ? 'month' : 'day';
  return (
    <Panel title={title} fitHeight description={`By ${every}${unit === undefined ? '' : `, in ${unit}`}`}>
      {most === 0 ? (
        <Box textAlign="center" color="text-body-secondary" padding={{ vertical: 'xxl' }}>
          None in these days
        </Box>
      ) : (
        <BarChart
          series={[{ type: 'bar', title, data: values, valueFormatter: text }]}
          xScaleType="categorical"
          xDomain={values.map(({ x }) => x)}
          yDomain={[0, most]}
          xTickFormatter={barText}
          yTickFormatter={tick}
          height={180}
          hideFilter
          hideLegend
          ariaLabel={`${title} by ${every}`}
          ariaDescription="The table below has the same figures."
        />
      )}
    </Panel>
  );
}

/** A chart of each thing that is counted. Money has none where nothing costs any. */
export function UsageCharts({ days, range }: { days: readonly DayOfUsage[]; range: DayRange }) {
  const bars = barsOf(days, range);
  const unit = timeUnit(Math.max(...bars.map(({ seconds }) => seconds)));
  const free = isFree(totalOf(days));
  // Three abreast, or two above two, as far as there is room.
  const least = free ? 300 : 400;
  return (
    <div
      style={{
        display: 'grid',
        gap: 20,
        gridTemplateColumns: `repeat(auto-fit, minmax(min(${least}px, 100%), 1fr))`,
      }}
    >
      {!free && (
        <Chart title="Spent" bars={bars} heightOf={({ usdMicros }) => usdMicros} text={dollars} tick={dollars} />
      )}
      <Chart title="Runs that ended" bars={bars} heightOf={({ runs }) => runs} text={count} tick={wholes} />
      <Chart
        title="Time of jobs"
        unit={unit.name}
        bars={bars}
        heightOf={({ seconds }) => seconds / unit.seconds}
        text={(value) => duration(value * unit.seconds)}
        tick={count}
      />
      <Chart title="Images looked at" bars={bars} heightOf={({ images }) => images} text={count} tick={wholes} />
    </div>
  );
}
