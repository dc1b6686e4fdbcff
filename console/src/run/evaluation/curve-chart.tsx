import LineChart from '@cloudscape-design/components/line-chart';
import { type Fold, pointsOf } from './curve.ts';

const round = (value: number): string => value.toFixed(2);

/** Precision over recall, of the base and of the adapter. */
export const CurveChart = ({ fold: { base, personalized } }: { fold: Fold }) => (
  <LineChart
    ariaLabel="Precision over recall"
    height={260}
    hideFilter
    xDomain={[0, 1]}
    yDomain={[0, 1]}
    xTitle="Recall: share of the subject’s photos found"
    yTitle="Precision: share of what is found that is the subject"
    xTickFormatter={round}
    yTickFormatter={round}
    series={[
      { type: 'line', title: 'Adapter', data: pointsOf(personalized), valueFormatter: round },
      { type: 'line', title: 'Base', data: pointsOf(base), valueFormatter: round },
    ]}
  />
);
