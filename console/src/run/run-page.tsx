import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RunDetail } from '@likeness/client';
import { lazy } from 'react';
import { NotFound } from '../app/not-found.tsx';
import { Page } from '../app/page.tsx';
import { Problem } from '../app/problem.tsx';
import { isUnknown } from '../asking/answer.ts';
import { Answered } from '../parts/answered.tsx';
import { Copied } from '../parts/copied.tsx';
import { Parts } from '../parts/parts.tsx';
import type { Parameters } from '../routing/routes.ts';
import { RunActions } from './actions.tsx';
import { Overview } from './overview.tsx';
import { useRun, useSubjectOf } from './use-run.ts';

const PhotosPanel = lazy(async () => ({ default: (await import('./photos/photos-panel.tsx')).PhotosPanel }));
const EvaluationPanel = lazy(async () => ({
  default: (await import('./evaluation/evaluation-panel.tsx')).EvaluationPanel,
}));
const ImagesPanel = lazy(async () => ({ default: (await import('./images/images-panel.tsx')).ImagesPanel }));
const TrainingPanel = lazy(async () => ({ default: (await import('./training/training-panel.tsx')).TrainingPanel }));
const WorkflowPanel = lazy(async () => ({ default: (await import('./workflow/workflow-panel.tsx')).WorkflowPanel }));
const LogsPanel = lazy(async () => ({ default: (await import('./logs.tsx')).LogsPanel }));
const ArtifactsPanel = lazy(async () => ({ default: (await import('./artifacts.tsx')).ArtifactsPanel }));

/** `/runs/{run}`: everything of one run, as it happens. */
export function RunPage({ parameters: { run: id = '' } }: { parameters: Parameters }) {
  const { run, error, again } = useRun(id);
  const subject = useSubjectOf(run);
  if (run === null && isUnknown(error)) return <NotFound what="run" />;
  const crumbs = [
    { text: 'Runs', href: '/runs' },
    { text: id, href: `/runs/${id}` },
  ];
  const copy = <Copied text={id} what="run's id" />;
  return (
    <Page
      title={run === null ? `Run ${id}` : `Run of ${run.subject}`}
      crumbs={crumbs}
      header={
        <Header
          variant="h1"
          description={copy}
          actions={run && <RunActions run={run} subject={subject.data} onDone={subject.again} />}
        >
          {run === null ? 'Run' : `Run of ${run.subject}`}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {subject.error !== null && <Problem error={subject.error} again={subject.again} />}
        <Answered asked={{ data: run, error, again }}>{(known) => <Content run={known} />}</Answered>
      </SpaceBetween>
    </Page>
  );
}

function Content({ run }: { run: RunDetail }) {
  const photos = run.photos === null ? '' : ` (${run.photos.accepted.length + run.photos.dropped.length})`;
  return (
    <SpaceBetween size="l">
      {run.error !== null && (
        <Alert type="error" header={run.error.fault === 'user' ? 'The run failed' : 'The run failed on our side'}>
          {run.error.message}
          <Box color="inherit" fontSize="body-s">{`${run.error.code}, run ${run.id}`}</Box>
        </Alert>
      )}
      <Parts
        of="the run"
        path={`/runs/${run.id}`}
        parts={[
          { id: 'overview', label: 'Overview', content: <Overview run={run} /> },
          { id: 'photos', label: `Photos${photos}`, content: <PhotosPanel run={run} /> },
          { id: 'evaluation', label: 'Evaluation', content: <EvaluationPanel run={run} /> },
          { id: 'images', label: 'Synthetic images', content: <ImagesPanel run={run} /> },
          { id: 'training', label: 'Training', content: <TrainingPanel run={run} /> },
          { id: 'workflow', label: 'Workflow', content: <WorkflowPanel run={run} /> },
          { id: 'logs', label: 'Logs', content: <LogsPanel run={run} /> },
          { id: 'artifacts', label: 'Artifacts', content: <ArtifactsPanel run={run} /> },
        ]}
      />
    </SpaceBetween>
  );
}
