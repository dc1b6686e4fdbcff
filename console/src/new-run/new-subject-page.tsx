import Header from '@cloudscape-design/components/header';
import { Page } from '../app/page.tsx';
import { Answered } from '../parts/answered.tsx';
import { Flow } from './flow.tsx';
import { useSubjects } from './use-subjects.ts';

/** `/new-subject`: from a thing to the first run of it. */
export function NewSubjectPage() {
  const asked = useSubjects();
  return (
    <Page
      title="New subject"
      crumbs={[
        { text: 'Subjects', href: '/subjects' },
        { text: 'New subject', href: '/new-subject' },
      ]}
      // Each step has its own heading, once it is there.
      {...(asked.data === null && { header: <Header variant="h1">New subject</Header> })}
    >
      <Answered asked={asked}>{(subjects) => <Flow subject={null} subjects={subjects} />}</Answered>
    </Page>
  );
}
