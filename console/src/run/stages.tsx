import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { RunDetail } from '@likeness/client';
import { dollars } from '../formats/money.ts';
import { duration } from '../formats/time.ts';
import { useNow } from '../parts/use-now.ts';
import { secondsOf } from './costs/rows.ts';
import { type Stage, stageNames, stageStatuses } from './stage-names.ts';
import { StageProgress } from './stage-progress.tsx';

const isRunning = ({ status }: Stage): boolean => status === 'running';

function took(stage: Stage, now: number): string {
  if (stage.status === 'reused') return 'Found finished';
  return stage.startedAt === null ? '–' : duration(secondsOf(stage, now));
}

function StageStatus({ stage, now }: { stage: Stage; now: number }) {
  const { type, text } = stageStatuses[stage.status];
  return (
    <>
      <StatusIndicator type={type}>
        {text}
        {stage.attempts > 1 && `, attempt ${stage.attempts}`}
      </StatusIndicator>
      {isRunning(stage) && <StageProgress stage={stage} now={now} />}
    </>
  );
}

/** The jobs of the run, in their order. What they cost is left out where it is `free`. */
export function Stages({ run: { stages }, free }: { run: RunDetail; free: boolean }) {
  const now = useNow(stages.some(isRunning));
  return (
    <Table
      header={
        <Header variant="h2" counter={`(${stages.length})`}>
          Stages
        </Header>
      }
      items={[...stages]}
      trackBy="stage"
      empty="No job has begun yet."
      columnDefinitions={[
        { id: 'stage', header: 'Stage', isRowHeader: true, cell: ({ stage }) => stageNames[stage], minWidth: 130 },
        {
          id: 'status',
          header: 'Status',
          cell: (stage) => <StageStatus stage={stage} now={now} />,
          minWidth: 200,
          width: '45%',
        },
        { id: 'seconds', header: 'Duration', cell: (stage) => took(stage, now), minWidth: 120 },
        ...(free
          ? []
          : [{ id: 'cost', header: 'Cost', cell: ({ usdMicros }: Stage) => dollars(usdMicros), minWidth: 90 }]),
      ]}
    />
  );
}
