import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { isOver, type RunDetail } from '@likeness/client';
import { useService } from '../../app/service.tsx';
import { answerTo } from '../../asking/answer.ts';
import { useAsked } from '../../asking/use-asked.ts';
import { figure } from '../../formats/figures.ts';
import { Answered } from '../../parts/answered.tsx';
import { Panel } from '../../parts/panel.tsx';
import type { Stage } from '../stage-names.ts';
import { StageSelect, useStage } from '../stage-select.tsx';
import { CurveChart } from './curve-chart.tsx';
import { seriesOf, type TrainingCurve, trainingStages } from './series.ts';

/** How often it is asked for more of a training that goes on, in milliseconds: a gentle pace, since its whole log is read. */
const often = 4_000;

/** How the loss went, and what else was measured while a model learnt. */
export function TrainingPanel({ run }: { run: RunDetail }) {
  const begun = run.stages.filter(({ stage, startedAt }) => trainingStages.includes(stage) && startedAt !== null);
  const stage = useStage(begun);
  return (
    <Panel title="Training" description="How a model learnt, step by step, as its job measured it.">
      {stage === undefined ? (
        <Box color="text-body-secondary">
          {isOver(run)
            ? 'The run ended before any training.'
            : 'No training has begun yet. The curves show here as it goes.'}
        </Box>
      ) : (
        <SpaceBetween size="l">
          {begun.length > 1 && <StageSelect stage={stage} stages={begun} />}
          <StageCurves run={run.id} stage={stage} />
        </SpaceBetween>
      )}
    </Panel>
  );
}

function StageCurves({ run, stage: { stage, status } }: { run: string; stage: Stage }) {
  const { likeness } = useService();
  const asked = useAsked(
    `curves ${run} ${stage}`,
    (signal) =>
      answerTo(likeness.http.GET('/v1/runs/{run}/curves', { params: { path: { run }, query: { stage } }, signal })),
    () => (status === 'running' || status === 'waiting' ? often : null),
  );
  return (
    <Answered asked={asked}>
      {(curve) =>
        curve.points.length === 0 ? (
          <Box color="text-body-secondary">
            {status === 'running'
              ? 'Nothing is measured yet: the job loads and prepares first.'
              : 'Its log tells of no steps, or is not kept any more.'}
          </Box>
        ) : (
          <Curves curve={curve} status={status} />
        )
      }
    </Answered>
  );
}

function Curves({ curve, status }: { curve: TrainingCurve; status: Stage['status'] }) {
  const { points, measured } = curve;
  const [first, last] = [points[0]?.values.loss, points.at(-1)?.values.loss];
  const drawn = points.length < measured ? `, of which ${points.length} are drawn` : '';
  return (
    <SpaceBetween size="l">
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Steps', value: `${points.at(-1)?.step} of ${points.at(-1)?.total}` },
          { label: 'Measured', value: `${measured === 1 ? 'Once' : `${measured} times`}${drawn}` },
          ...(first === undefined || last === undefined
            ? []
            : [{ label: 'Loss', value: `From ${figure(first)} to ${figure(last)}` }]),
        ]}
      />
      {status === 'reused' && (
        <Box color="text-body-secondary">
          An earlier run trained it, and this one uses its result: the curve is from then.
        </Box>
      )}
      {seriesOf(points).map((series) => (
        <CurveChart key={series.name} series={series} curve={curve} />
      ))}
    </SpaceBetween>
  );
}
