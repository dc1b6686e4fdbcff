import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { isOver, type RunDetail } from '@likeness/client';
import { dollars } from '../../formats/money.ts';
import { duration } from '../../formats/time.ts';
import { Panel } from '../../parts/panel.tsx';
import { useNow } from '../../parts/use-now.ts';
import { CostBars } from './bars.tsx';
import { costRows, totalOf } from './rows.ts';

const seconds = (value: number | null): string => (value === null ? '–' : duration(value));

/** What the estimate rests on, where there is one. */
function basisOf({ changes, estimate }: RunDetail): string {
  if (estimate === null) return 'There is no estimate by stage of this run.';
  return [
    `What the estimate rests on: ${estimate.basis}`,
    ...(Object.keys(changes).length > 0 ? ['It is of the preset as it is, without your changes to it.'] : []),
    'It is of a run that finds nothing finished, and of first attempts.',
  ].join(' ');
}

/** What the stages cost against the estimate; on a machine that costs nothing, how long they took. */
export function Costs({ run, free }: { run: RunDetail; free: boolean }) {
  const now = useNow(!isOver(run));
  const rows = costRows(run, free, now);
  const format = free ? seconds : dollars;
  const spent = totalOf(rows.map((row) => row.spent));
  const estimate = free ? (run.estimate?.seconds ?? null) : run.cost.estimate;
  const description = free
    ? "The jobs run on the service's own machine, which costs nothing: here is the time they take instead. Jobs that run at once count each."
    : 'What training jobs cost. Storage, requests and endpoints are not in it.';
  const sum = `${format(spent)} in all${estimate === null ? '' : `, of about ${format(estimate)} estimated`}`;
  return (
    <Panel title={free ? 'Time by stage' : 'Cost by stage'} description={description}>
      <SpaceBetween size="m">
        {rows.length === 0 ? (
          <Box color="text-body-secondary">No job has begun.</Box>
        ) : (
          <>
            <CostBars rows={rows} format={format} unit={free ? 'Took' : 'Spent'} />
            <Box fontWeight="bold">{sum}</Box>
          </>
        )}
        <Box color="text-body-secondary" fontSize="body-s">
          {basisOf(run)}
        </Box>
      </SpaceBetween>
    </Panel>
  );
}
