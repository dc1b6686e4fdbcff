import SpaceBetween from '@cloudscape-design/components/space-between';
import { colours } from '../../app/colours.ts';
import { figure } from '../../formats/figures.ts';
import { Panel } from '../../parts/panel.tsx';
import { IntervalChart } from '../interval-chart.tsx';
import { difference, type Figure } from '../verdict-figures.ts';
import { metricMeans } from './words.ts';

/** Figures of the base against the adapter's: drawn, in numbers, and what each means. */
export function MetricsPanel({ figures }: { figures: readonly Figure[] }) {
  return (
    <Panel
      title="Figures"
      fitHeight
      description="In brackets is the 95 % interval. A difference whose interval contains 0 may be chance. Intervals tell of photos like these: few photos may all be easy, or all hard."
    >
      <SpaceBetween size="l">
        <IntervalChart figures={figures} />
        <FigureList figures={figures} means={metricMeans} />
      </SpaceBetween>
    </Panel>
  );
}

/** The numbers, each with what it means. */
export const FigureList = ({
  figures,
  means,
}: {
  figures: readonly Figure[];
  means: Readonly<Record<string, string>>;
}) => (
  <dl style={{ margin: 0, display: 'grid', gap: 12 }}>
    {figures.map((one) => (
      <div key={one.name}>
        <dt>
          <b>{one.name}</b>
        </dt>
        <dd style={{ margin: 0 }}>
          {`Base ${figure(one.base)}, adapter ${figure(one.personalized)}: ${difference(one)}`}
          {means[one.name] !== undefined && <div style={{ color: colours.textSecondary }}>{means[one.name]}</div>}
        </dd>
      </div>
    ))}
  </dl>
);
