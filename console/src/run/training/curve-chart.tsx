import Box from '@cloudscape-design/components/box';
import LineChart from '@cloudscape-design/components/line-chart';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { plain } from '../../formats/figures.ts';
import { domainsOf, type Series, type TrainingCurve } from './series.ts';
import { wordsOf } from './words.ts';

const digits = (value: number): string =>
  plain(Math.abs(value) >= 100 ? Math.round(value) : value.toFixed(Math.abs(value) >= 10 ? 1 : 3));
const tick = (value: number): string => plain(Number(value.toPrecision(3)));

/** As colours that both themes have contrast for: what was measured steps back where its mean is drawn. */
const grey = '#8c8c94';
const blue = '#688ae8';

/** A figure over the steps, with what it means. */
export function CurveChart({ series, curve }: { series: Series; curve: TrainingCurve }) {
  const { title, axis, means } = wordsOf(series.name, curve.stage);
  const { x, y } = domainsOf(series, curve.points);
  const { measured, mean } = series;
  const of = { type: 'line', valueFormatter: digits } as const;
  return (
    <SpaceBetween size="xs">
      <div>
        <Box variant="h3">{title}</Box>
        <Box color="text-body-secondary">{means}</Box>
      </div>
      <LineChart
        series={[
          {
            ...of,
            title: mean === null ? axis : 'As measured',
            data: [...measured],
            color: mean === null ? blue : grey,
          },
          ...(mean === null
            ? []
            : [{ ...of, title: `Mean of the last ${mean.over} measured`, data: [...mean.data], color: blue }]),
        ]}
        xDomain={x}
        yDomain={y}
        xTitle="Step"
        yTitle={axis}
        xTickFormatter={tick}
        yTickFormatter={tick}
        height={series.name === 'loss' ? 280 : 160}
        hideFilter
        hideLegend={mean === null}
        ariaLabel={`${title} by step`}
        ariaDescription={`From ${digits(measured[0]?.y ?? 0)} at step ${measured[0]?.x} to ${digits(measured.at(-1)?.y ?? 0)} at step ${measured.at(-1)?.x}.`}
      />
    </SpaceBetween>
  );
}
