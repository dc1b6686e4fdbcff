import { Page } from '../app/page.tsx';
import { WebhooksTable } from './webhooks-table.tsx';

export const WebhooksPage = () => (
  <Page title="Webhooks" crumbs={[{ text: 'Webhooks', href: '/webhooks' }]}>
    <WebhooksTable />
  </Page>
);
