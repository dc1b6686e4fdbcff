import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { colours } from '../app/colours.ts';
import { metricMeans } from './evaluation-words.ts';
import { IntervalChart } from './interval-chart.tsx';
import { difference, type Figure, figure } from './verdict-figures.ts';

/** Figures of the base against the adapter's: drawn, in numbers, and what each means. */
export function MetricsPanel({ figures }: { figures: readonly Figure[] }) {
  return (
    <Container
      fitHeight
      header={
        <Header
          variant="h2"
          description="In brackets is the 95 % interval. A difference whose interval contains 0 may be chance. Intervals tell of photos like these: few photos may all be easy, or all hard."
        >
          Figures
        </Header>
      }
    >
      <SpaceBetween size="l">
        <IntervalChart figures={figures} />
        <FigureList figures={figures} means={metricMeans} />
      </SpaceBetween>
    </Container>
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
