import { Page } from '../app/page.tsx';
import { SubjectsTable } from './subjects-table.tsx';

export const SubjectsPage = () => (
  <Page title="Subjects" crumbs={[{ text: 'Subjects', href: '/subjects' }]}>
    <SubjectsTable />
  </Page>
);
