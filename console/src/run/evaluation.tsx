import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { RunDetail } from '@likeness/client';
import type { ReactNode } from 'react';
import { Problem } from '../app/problem.tsx';
import { moment } from '../formats/time.ts';
import { useEvaluation } from './evaluation-asked.ts';
import { CurvesPanel } from './evaluation-curves.tsx';
import { FindingsPanel } from './evaluation-findings.tsx';
import { FoundPanel } from './evaluation-found.tsx';
import { MetricsPanel } from './evaluation-metrics.tsx';
import { MatchPanel, RestsOnPanel } from './evaluation-rests.tsx';
import { SourcesPanel } from './evaluation-sources.tsx';
import { type Evaluation, whyNone } from './evaluation-words.ts';
import { figuresOf } from './verdict-figures.ts';

/** What was measured of the adapter, against the base, and what that says. */
export function EvaluationPanel({ run }: { run: RunDetail }) {
  const { data, error, again } = useEvaluation(run);
  if (data === null) {
    return error === null ? <Spinner size="large" /> : <Problem error={error} again={again} />;
  }
  if (data.evaluatedAt === null) {
    return (
      <Container header={<Header variant="h2">Evaluation</Header>}>
        <Box color="text-body-secondary">{whyNone(run)}</Box>
      </Container>
    );
  }
  return <Measured run={run} evaluation={data} evaluatedAt={data.evaluatedAt} />;
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
