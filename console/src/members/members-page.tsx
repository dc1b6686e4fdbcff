import { Page } from '../app/page.tsx';
import { MembersTable } from './members-table.tsx';

export const MembersPage = () => (
  <Page title="Members" crumbs={[{ text: 'Members', href: '/members' }]}>
    <MembersTable />
  </Page>
);
