import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { LikenessApiError, type Subject } from '@likeness/client';
import { lazy, type ReactNode, Suspense } from 'react';
import { NotFound } from '../app/not-found.tsx';
import { Page } from '../app/page.tsx';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { useAsked } from '../asking/use-asked.ts';
import { navigate, useQuery } from '../routing/address.ts';
import type { Parameters } from '../routing/routes.ts';
import { DeleteSubject } from './delete-subject.tsx';
import { Overview } from './overview.tsx';
import { RollBack } from './roll-back.tsx';

const PhotosPanel = lazy(async () => ({ default: (await import('./photos.tsx')).PhotosPanel }));
const VersionsPanel = lazy(async () => ({ default: (await import('./versions.tsx')).VersionsPanel }));
const TryPanel = lazy(async () => ({ default: (await import('./try-panel.tsx')).TryPanel }));

const isUnknown = (error: unknown): boolean =>
  error instanceof LikenessApiError && (error.status === 404 || error.status === 422);

/** A run may change what the endpoint answers by: it is asked again after so many milliseconds. */
const often = 15_000;

/** `/subjects/{subject}`: one thing, what answers for it, and what that learnt from. */
export function SubjectPage({ parameters: { subject: id = '' } }: { parameters: Parameters }) {
  const { likeness } = useService();
  const asked = useAsked<Subject>(
    `subject ${id}`,
    (signal) => likeness.subjects.get(id, { signal }),
    () => often,
  );
  const { data: subject, error, again } = asked;
  if (isUnknown(error)) return <NotFound what="subject" />;
  const title = subject?.name ?? id;
  return (
    <Page
      title={title}
      crumbs={[
        { text: 'Subjects', href: '/subjects' },
        { text: id, href: `/subjects/${id}` },
      ]}
      header={
        <Header
          variant="h1"
          description={subject && <Description subject={subject} />}
          actions={
            subject && (
              <SpaceBetween size="xs" direction="horizontal">
                <DeleteSubject subject={subject} />
                <RollBack subject={subject} onChange={again} />
                <Button variant="primary" href={`/subjects/${id}/new-run`}>
                  New run
                </Button>
              </SpaceBetween>
            )
          }
        >
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {error !== null && <Problem error={error} again={again} />}
        {subject === null ? error === null && <Spinner size="large" /> : <Content subject={subject} onChange={again} />}
      </SpaceBetween>
    </Page>
  );
}

const Description = ({ subject: { id, category, endpoint } }: { subject: Subject }) => (
  <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '0 16px', alignItems: 'center' }}>
    <CopyToClipboard
      variant="inline"
      textToCopy={id}
      copyButtonAriaLabel="Copy the subject's id"
      copySuccessText="Copied"
      copyErrorText="Not copied"
    />
    <span>{`Category: ${category}`}</span>
    <span style={{ overflowWrap: 'anywhere' }}>{`Its endpoint answers by ${endpoint.adapter ?? 'the base'}`}</span>
  </span>
);

const tabs = ['overview', 'photos', 'versions', 'try'] as const;

function Content({ subject, onChange }: { subject: Subject; onChange: () => void }) {
  const asked = new URLSearchParams(useQuery()).get('tab');
  return (
    <Tabs
      activeTabId={tabs.find((tab) => tab === asked) ?? 'overview'}
      ariaLabel="Parts of the subject"
      onChange={({ detail: { activeTabId } }) =>
        navigate(`/subjects/${subject.id}${activeTabId === 'overview' ? '' : `?tab=${activeTabId}`}`, { replace: true })
      }
      tabs={[
        { id: 'overview', label: 'Overview', content: <Overview subject={subject} /> },
        {
          id: 'photos',
          label: 'Photos',
          content: <Part of={<PhotosPanel subject={subject} />} />,
          // Corrected masks are kept while another part is looked at.
          contentRenderStrategy: 'lazy',
        },
        {
          id: 'versions',
          label: 'Versions',
          content: <Part of={<VersionsPanel subject={subject} onChange={onChange} />} />,
        },
        { id: 'try', label: 'Try it', content: <Part of={<TryPanel subject={subject} />} /> },
      ]}
    />
  );
}

const Part = ({ of }: { of: ReactNode }) => <Suspense fallback={<Spinner size="large" />}>{of}</Suspense>;
