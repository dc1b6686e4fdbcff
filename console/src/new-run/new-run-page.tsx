import Header from '@cloudscape-design/components/header';
import { NotFound } from '../app/not-found.tsx';
import { Page } from '../app/page.tsx';
import { Answered } from '../parts/answered.tsx';
import type { Parameters } from '../routing/routes.ts';
import { Flow } from './flow.tsx';
import { useSubjects } from './use-subjects.ts';

/** `/subjects/{subject}/new-run`: more photos of a thing that has a subject already, for another run. */
export function NewRunPage({ parameters: { subject: id = '' } }: { parameters: Parameters }) {
  const asked = useSubjects();
  const subject = asked.data?.find((one) => one.id === id && one.status === 'active');
  if (asked.data !== null && subject === undefined) return <NotFound what="subject" />;
  return (
    <Page
      title={`New run of ${id}`}
      crumbs={[
        { text: 'Subjects', href: '/subjects' },
        { text: id, href: `/subjects/${id}` },
        { text: 'New run', href: `/subjects/${id}/new-run` },
      ]}
      // Each step has its own heading, once it is there.
      {...(asked.data === null && { header: <Header variant="h1">{`New run of ${id}`}</Header> })}
    >
      <Answered asked={asked}>
        {(subjects) => subject !== undefined && <Flow subject={subject} subjects={subjects} />}
      </Answered>
    </Page>
  );
}
