import { Page } from '../app/page.tsx';
import { AuditTable } from './audit-table.tsx';

export const AuditPage = () => (
  <Page title="Audit log" crumbs={[{ text: 'Audit log', href: '/audit' }]}>
    <AuditTable />
  </Page>
);
