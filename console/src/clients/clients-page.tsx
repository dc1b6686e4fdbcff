import { Page } from '../app/page.tsx';
import { ClientsTable } from './clients-table.tsx';

export const ClientsPage = () => (
  <Page title="Machine clients" crumbs={[{ text: 'Machine clients', href: '/clients' }]}>
    <ClientsTable />
  </Page>
);
