import Header from '@cloudscape-design/components/header';
import Spinner from '@cloudscape-design/components/spinner';
import { Page } from '../app/page.tsx';
import { Problem } from '../app/problem.tsx';
import { Flow } from './flow.tsx';
import { useSubjects } from './use-subjects.ts';

/** `/new-subject`: from a thing to the first run of it. */
export function NewSubjectPage() {
  const { data, error, again } = useSubjects();
  return (
    <Page
      title="New subject"
      crumbs={[
        { text: 'Subjects', href: '/subjects' },
        { text: 'New subject', href: '/new-subject' },
      ]}
      // Each step has its own heading, once it is there.
      {...(data === null && { header: <Header variant="h1">New subject</Header> })}
    >
      {data !== null && <Flow subject={null} subjects={data} />}
      {data === null && (error === null ? <Spinner size="large" /> : <Problem error={error} again={again} />)}
    </Page>
  );
}
