import { Page } from '../app/page.tsx';
import { DeletionsTable } from './deletions-table.tsx';

export const DeletionsPage = () => (
  <Page title="Deletions" crumbs={[{ text: 'Deletions', href: '/deletions' }]}>
    <DeletionsTable />
  </Page>
);
