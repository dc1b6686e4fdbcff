import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RunDetail } from '@likeness/client';
import type { ReactNode } from 'react';
import { moment } from '../../formats/time.ts';
import { Answered } from '../../parts/answered.tsx';
import { Panel } from '../../parts/panel.tsx';
import { figuresOf } from '../verdict-figures.ts';
import { CurvesPanel } from './curves-panel.tsx';
import { FindingsPanel } from './findings-panel.tsx';
import { FoundPanel } from './found-panel.tsx';
import { MetricsPanel } from './metrics-panel.tsx';
import { MatchPanel, RestsOnPanel } from './rests-panels.tsx';
import { SourcesPanel } from './sources-panel.tsx';
import { useEvaluation } from './use-evaluation.ts';
import { type Evaluation, whyNone } from './words.ts';

/** What was measured of the adapter, against the base, and what that says. */
export function EvaluationPanel({ run }: { run: RunDetail }) {
  return (
    <Answered asked={useEvaluation(run)}>
      {(evaluation) =>
        evaluation.evaluatedAt === null ? (
          <Panel title="Evaluation">
            <Box color="text-body-secondary">{whyNone(run)}</Box>
          </Panel>
        ) : (
          <Measured run={run} evaluation={evaluation} evaluatedAt={evaluation.evaluatedAt} />
        )
      }
    </Answered>
  );
}

interface MeasuredProps {
  readonly run: RunDetail;
  readonly evaluation: Evaluation;
  readonly evaluatedAt: string;
}

function Measured({ run: { verdict }, evaluation, evaluatedAt }: MeasuredProps) {
  const { protocol, metrics, curves, effects, dense, calibration } = evaluation;
  const figures = figuresOf(metrics);
  return (
    <SpaceBetween size="l">
      <Box color="text-body-secondary">{`Measured ${moment(evaluatedAt)}, of the base and of the adapter alike.`}</Box>
      {protocol === null && (
        <Alert type="info" header="The adapter was not judged">
          {verdict?.reason ?? 'There were no photos to judge it by.'}
        </Alert>
      )}
      <FindingsPanel evaluation={evaluation} advice={verdict?.advice ?? []} />
      {figures.length > 0 && (
        <SideBySide>
          <MetricsPanel figures={figures} />
          <CurvesPanel folds={curves ?? []} />
        </SideBySide>
      )}
      {protocol !== null && (
        <SideBySide>
          <SourcesPanel effects={effects} />
          <FoundPanel dense={dense} />
        </SideBySide>
      )}
      <SideBySide>
        {calibration !== null && <MatchPanel calibration={calibration} />}
        <RestsOnPanel evaluation={evaluation} />
      </SideBySide>
    </SpaceBetween>
  );
}

/** Beside each other where there is room, else one below the other. */
const SideBySide = ({ children }: { children: ReactNode }) => (
  <div style={{ display: 'grid', gap: 20, gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 420px), 1fr))' }}>
    {children}
  </div>
);
