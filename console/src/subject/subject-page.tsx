import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Subject } from '@likeness/client';
import { lazy } from 'react';
import { NotFound } from '../app/not-found.tsx';
import { Page } from '../app/page.tsx';
import { useService } from '../app/service.tsx';
import { isUnknown } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { Answered } from '../parts/answered.tsx';
import { Copied } from '../parts/copied.tsx';
import { Parts } from '../parts/parts.tsx';
import type { Parameters } from '../routing/routes.ts';
import { DeleteSubject } from './delete-subject.tsx';
import { Overview } from './overview.tsx';
import { RollBack } from './roll-back.tsx';

const PhotosPanel = lazy(async () => ({ default: (await import('./photos/photos-panel.tsx')).PhotosPanel }));
const VersionsPanel = lazy(async () => ({ default: (await import('./versions.tsx')).VersionsPanel }));
const TryPanel = lazy(async () => ({ default: (await import('./try/try-panel.tsx')).TryPanel }));

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
      <Answered asked={asked}>{(known) => <Content subject={known} onChange={again} />}</Answered>
    </Page>
  );
}

const Description = ({ subject: { id, category, endpoint } }: { subject: Subject }) => (
  <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '0 16px', alignItems: 'center' }}>
    <Copied text={id} what="subject's id" />
    <span>{`Category: ${category}`}</span>
    <span style={{ overflowWrap: 'anywhere' }}>{`Its endpoint answers by ${endpoint.adapter ?? 'the base'}`}</span>
  </span>
);

const Content = ({ subject, onChange }: { subject: Subject; onChange: () => void }) => (
  <Parts
    of="the subject"
    path={`/subjects/${subject.id}`}
    parts={[
      { id: 'overview', label: 'Overview', content: <Overview subject={subject} /> },
      {
        id: 'photos',
        label: 'Photos',
        content: <PhotosPanel subject={subject} />,
        // Corrected masks are kept while another part is looked at.
        contentRenderStrategy: 'lazy',
      },
      { id: 'versions', label: 'Versions', content: <VersionsPanel subject={subject} onChange={onChange} /> },
      { id: 'try', label: 'Try it', content: <TryPanel subject={subject} /> },
    ]}
  />
);
