import Alert from '@cloudscape-design/components/alert';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { figure } from '../formats/figures.ts';
import { Panel } from '../parts/panel.tsx';
import { difference, type Figure } from '../run/verdict-figures.ts';
import { unlike } from './ground.ts';
import { letterOf } from './letter.tsx';
import { MetricCharts } from './metric-chart.tsx';
import { type Highest, metricRows } from './metric-rows.ts';
import { PerRun } from './per-run.tsx';
import type { Comparison } from './use-comparison.ts';

const whiskers =
  "Whiskers are the 95 % interval of a run's own difference to the base, drawn from the base, which takes some past 1, as no figure is. They are not of the difference between two runs.";
const marks =
  "Where they overlap, the photos don't show which adapter is better: the highest figure is then only called highest, and best where its whiskers are above all others.";

function Cell({ of, at, highest }: { of: Figure | null; at: number; highest: Highest | null }) {
  if (of === null) return '–';
  return (
    <>
      <Box variant="strong">{figure(of.personalized)}</Box>{' '}
      {highest?.at === at && (
        <Badge color={highest.clear ? 'green' : 'grey'}>{highest.clear ? 'Best' : 'Highest'}</Badge>
      )}
      <Box fontSize="body-s" color="text-body-secondary">
        {difference(of)}
      </Box>
      <Box fontSize="body-s" color="text-body-secondary">{`base\u00a0${figure(of.base)}`}</Box>
    </>
  );
}

/** How well the adapters know the thing, as far as the photos show. */
export function Metrics({ comparison: { runs, differences } }: { comparison: Comparison }) {
  const reasons = unlike(
    runs,
    differences.map(({ field }) => field),
  );
  const rows = metricRows(runs, reasons.length === 0);
  const without = runs.flatMap(({ metrics }, at) => (metrics === null ? [letterOf(at)] : []));
  return (
    <Panel title="How well they know it">
      <SpaceBetween size="l">
        {reasons.length > 0 && (
          <Alert type="warning" header="These figures can't be compared straight">
            {reasons.join(' ')} A higher one may only mean easier photos. How far each adapter is from its own base, in
            brackets, says more.
          </Alert>
        )}
        {rows.length === 0 && <Box color="text-body-secondary">None of them has been judged.</Box>}
        {rows.length > 0 && (
          <SpaceBetween size="m">
            <MetricCharts rows={rows} />
            <Box color="text-body-secondary">{reasons.length > 0 ? whiskers : `${whiskers} ${marks}`}</Box>
            <PerRun
              name="Figures of the verdicts"
              first="Figure, and its difference to the base"
              runs={runs}
              rows={rows.map(({ name, figures, highest }) => ({
                id: name,
                label: name,
                cells: figures.map((of, at) => <Cell key={letterOf(at)} of={of} at={at} highest={highest} />),
              }))}
            />
          </SpaceBetween>
        )}
        {rows.length > 0 && without.length > 0 && (
          <Box color="text-body-secondary">{`Not judged: ${without.join(', ')}.`}</Box>
        )}
      </SpaceBetween>
    </Panel>
  );
}
