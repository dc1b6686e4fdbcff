import Header from '@cloudscape-design/components/header';
import { lazy } from 'react';
import { Page } from '../app/page.tsx';
import { Parts } from '../parts/parts.tsx';
import { UsagePanel } from './usage-panel.tsx';

const QuotasPanel = lazy(async () => ({ default: (await import('./quotas-panel.tsx')).QuotasPanel }));

/** `/usage`: what the tenant used, and what it may use. */
export function UsagePage() {
  return (
    <Page
      title="Usage and quotas"
      crumbs={[{ text: 'Usage and quotas', href: '/usage' }]}
      header={
        <Header variant="h1" description="What was used, day by day, and how much may be.">
          Usage and quotas
        </Header>
      }
    >
      <Parts
        of="usage and quotas"
        path="/usage"
        parts={[
          { id: 'usage', label: 'Usage', content: <UsagePanel /> },
          { id: 'quotas', label: 'Quotas', content: <QuotasPanel /> },
        ]}
      />
    </Page>
  );
}
