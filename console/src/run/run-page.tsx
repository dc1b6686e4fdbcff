import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { LikenessApiError, type RunDetail } from '@likeness/client';
import { lazy, type ReactNode, Suspense } from 'react';
import { NotFound } from '../app/not-found.tsx';
import { Page } from '../app/page.tsx';
import { Problem } from '../app/problem.tsx';
import { navigate, useQuery } from '../routing/address.ts';
import type { Parameters } from '../routing/routes.ts';
import { RunActions } from './actions.tsx';
import { Overview } from './overview.tsx';
import { useRun, useSubjectOf } from './use-run.ts';

const PhotosPanel = lazy(async () => ({ default: (await import('./photos.tsx')).PhotosPanel }));
const EvaluationPanel = lazy(async () => ({ default: (await import('./evaluation.tsx')).EvaluationPanel }));
const ImagesPanel = lazy(async () => ({ default: (await import('./images.tsx')).ImagesPanel }));
const TrainingPanel = lazy(async () => ({ default: (await import('./curves.tsx')).TrainingPanel }));
const WorkflowPanel = lazy(async () => ({ default: (await import('./workflow.tsx')).WorkflowPanel }));
const LogsPanel = lazy(async () => ({ default: (await import('./logs.tsx')).LogsPanel }));
const ArtifactsPanel = lazy(async () => ({ default: (await import('./artifacts.tsx')).ArtifactsPanel }));

const isUnknown = (error: unknown): boolean =>
  error instanceof LikenessApiError && (error.status === 404 || error.status === 422);

/** `/runs/{run}`: everything of one run, as it happens. */
export function RunPage({ parameters: { run: id = '' } }: { parameters: Parameters }) {
  const { run, error, again } = useRun(id);
  const subject = useSubjectOf(run);
  if (run === null && isUnknown(error)) return <NotFound what="run" />;
  const crumbs = [
    { text: 'Runs', href: '/runs' },
    { text: id, href: `/runs/${id}` },
  ];
  const copy = (
    <CopyToClipboard
      variant="inline"
      textToCopy={id}
      copyButtonAriaLabel="Copy the run's id"
      copySuccessText="Copied"
      copyErrorText="Not copied"
    />
  );
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
        {error !== null && <Problem error={error} again={again} />}
        {subject.error !== null && <Problem error={subject.error} again={subject.again} />}
        {run === null ? error === null && <Spinner size="large" /> : <Content run={run} />}
      </SpaceBetween>
    </Page>
  );
}

const tabs = ['overview', 'photos', 'evaluation', 'images', 'training', 'workflow', 'logs', 'artifacts'] as const;

function Content({ run }: { run: RunDetail }) {
  const asked = new URLSearchParams(useQuery()).get('tab');
  const photos = run.photos === null ? '' : ` (${run.photos.accepted.length + run.photos.dropped.length})`;
  return (
    <SpaceBetween size="l">
      {run.error !== null && (
        <Alert type="error" header={run.error.fault === 'user' ? 'The run failed' : 'The run failed on our side'}>
          {run.error.message}
          <Box color="inherit" fontSize="body-s">{`${run.error.code}, run ${run.id}`}</Box>
        </Alert>
      )}
      <Tabs
        activeTabId={tabs.find((tab) => tab === asked) ?? 'overview'}
        ariaLabel="Parts of the run"
        // Another part has filters of its own.
        onChange={({ detail: { activeTabId } }) =>
          navigate(`/runs/${run.id}${activeTabId === 'overview' ? '' : `?tab=${activeTabId}`}`, { replace: true })
        }
        tabs={[
          { id: 'overview', label: 'Overview', content: <Overview run={run} /> },
          { id: 'photos', label: `Photos${photos}`, content: <Part of={<PhotosPanel run={run} />} /> },
          { id: 'evaluation', label: 'Evaluation', content: <Part of={<EvaluationPanel run={run} />} /> },
          { id: 'images', label: 'Synthetic images', content: <Part of={<ImagesPanel run={run} />} /> },
          { id: 'training', label: 'Training', content: <Part of={<TrainingPanel run={run} />} /> },
          { id: 'workflow', label: 'Workflow', content: <Part of={<WorkflowPanel run={run} />} /> },
          { id: 'logs', label: 'Logs', content: <Part of={<LogsPanel run={run} />} /> },
          { id: 'artifacts', label: 'Artifacts', content: <Part of={<ArtifactsPanel run={run} />} /> },
        ]}
      />
    </SpaceBetween>
  );
}

const Part = ({ of }: { of: ReactNode }) => <Suspense fallback={<Spinner size="large" />}>{of}</Suspense>;
