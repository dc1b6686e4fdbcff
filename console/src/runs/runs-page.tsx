import { Page } from '../app/page.tsx';
import { RunsTable } from './runs-table.tsx';

export const RunsPage = () => (
  <Page title="Runs" crumbs={[{ text: 'Runs', href: '/runs' }]}>
    <RunsTable />
  </Page>
);
