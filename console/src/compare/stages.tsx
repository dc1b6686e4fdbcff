import { dollars } from '../formats/money.ts';
import { duration, secondsBetween } from '../formats/time.ts';
import { Panel } from '../parts/panel.tsx';
import { stageNames, stageStatuses } from '../run/stage-names.ts';
import { PerRun } from './per-run.tsx';
import type { ComparedRun } from './use-comparison.ts';

type Stage = ComparedRun['stages'][number];

function told(stage: Stage | undefined): string {
  if (stage === undefined) return '–';
  const { status, seconds, usdMicros } = stage;
  const time = seconds > 0 ? [duration(seconds)] : [];
  // One machine asks no money: nothing need not be said.
  const money = usdMicros ? [dollars(usdMicros)] : [];
  // Attempts of its own before that were paid for all the same.
  const how = status === 'succeeded' ? [] : [status === 'reused' ? 'Found finished' : stageStatuses[status].text];
  return [...how, ...time, ...money].join(', ') || '–';
}

const took = ({ createdAt, finishedAt }: ComparedRun): string =>
  duration(secondsBetween(createdAt, finishedAt, Date.now()));

/** What each job took and came to. */
export function Stages({ runs }: { runs: readonly ComparedRun[] }) {
  const names = (Object.keys(stageNames) as Stage['stage'][]).filter((name) =>
    runs.some(({ stages }) => stages.some(({ stage }) => stage === name)),
  );
  const ofRun = (cell: (run: ComparedRun) => string) => runs.map(cell);
  return (
    <Panel
      title="Time and cost"
      description="The time of each job and its cost. What an earlier run made is found finished."
    >
      <PerRun
        name="Time and cost by stage"
        first="Stage"
        runs={runs}
        rows={[
          ...names.map((name) => ({
            id: name,
            label: stageNames[name],
            cells: ofRun(({ stages }) => told(stages.find(({ stage }) => stage === name))),
          })),
          { id: 'in-all', label: 'From start to end', cells: ofRun(took) },
          { id: 'cost', label: 'Cost', cells: ofRun(({ cost }) => dollars(cost.spent ?? null)) },
        ]}
      />
    </Panel>
  );
}
