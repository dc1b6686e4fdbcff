import Header from '@cloudscape-design/components/header';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { lazy, Suspense } from 'react';
import { Page } from '../app/page.tsx';
import { navigate, useQuery } from '../routing/address.ts';
import { UsagePanel } from './usage-panel.tsx';

const QuotasPanel = lazy(async () => ({ default: (await import('./quotas-panel.tsx')).QuotasPanel }));

/** `/usage`: what the tenant used, and what it may use. */
export function UsagePage() {
  const asked = new URLSearchParams(useQuery()).get('tab');
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
      <Tabs
        activeTabId={asked === 'quotas' ? asked : 'usage'}
        ariaLabel="Usage and quotas"
        // Quotas have no range.
        onChange={({ detail: { activeTabId } }) =>
          navigate(`/usage${activeTabId === 'quotas' ? '?tab=quotas' : ''}`, { replace: true })
        }
        tabs={[
          { id: 'usage', label: 'Usage', content: <UsagePanel /> },
          {
            id: 'quotas',
            label: 'Quotas',
            content: (
              <Suspense fallback={<Spinner size="large" />}>
                <QuotasPanel />
              </Suspense>
            ),
          },
        ]}
      />
    </Page>
  );
}
