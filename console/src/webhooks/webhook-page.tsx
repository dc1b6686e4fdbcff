import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { LikenessApiError } from '@likeness/client';
import { NotFound } from '../app/not-found.tsx';
import { Page } from '../app/page.tsx';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { usePages } from '../asking/use-pages.ts';
import { setQuery, useQuery } from '../routing/address.ts';
import type { Parameters } from '../routing/routes.ts';
import { fromStart } from '../runs/list-address.ts';
import { WebhookActions } from './actions.tsx';
import { DeliveriesTable } from './deliveries-table.tsx';
import { Health } from './health.tsx';
import { deliveryStatusNames, type Webhook, webhookName } from './states.ts';
import { WebhookSummary } from './summary.tsx';
import { useDeliveries } from './use-deliveries.ts';

const often = 5_000;

const isTroubled = ({ enabled, failures }: Webhook): boolean => !enabled || failures > 0;

const isUnknown = (error: unknown): boolean =>
  error instanceof LikenessApiError && (error.status === 404 || error.status === 422);

/** `/webhooks/{webhook}`: where it sends what, how it goes, and what was sent. */
export function WebhookPage({ parameters: { webhook: id = '' } }: { parameters: Parameters }) {
  const { likeness } = useService();
  const {
    data: webhook,
    error,
    again,
  } = useAsked<Webhook>(
    `webhook ${id}`,
    (signal) => answerTo(likeness.http.GET('/v1/webhooks/{webhook}', { params: { path: { webhook: id } }, signal })),
    () => often,
  );
  const status = new URLSearchParams(useQuery()).get('status');
  const pages = usePages();
  const deliveries = useDeliveries(id, {
    status: deliveryStatusNames.find((name) => name === status) ?? null,
    cursor: pages.cursor,
  });
  if (webhook === null && isUnknown(error)) return <NotFound what="webhook" />;

  /** What was just sent is the first of all. */
  function sent(): void {
    setQuery({ status: null, delivery: null, ...fromStart });
    deliveries.again();
  }

  function both(): void {
    again();
    deliveries.again();
  }

  const name = webhook === null ? 'Webhook' : webhookName(webhook);
  return (
    <Page
      title={name}
      crumbs={[
        { text: 'Webhooks', href: '/webhooks' },
        { text: name, href: `/webhooks/${id}` },
      ]}
      header={
        <Header
          variant="h1"
          description={webhook && <Address url={webhook.url} />}
          actions={webhook && <WebhookActions webhook={webhook} onSent={sent} onChanged={again} />}
        >
          {name}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {error !== null && <Problem error={error} again={both} />}
        {webhook === null && error === null && <Spinner size="large" />}
        {webhook !== null && isTroubled(webhook) && <Health webhook={webhook} onChanged={again} />}
        {webhook !== null && <WebhookSummary webhook={webhook} />}
        {webhook !== null && <DeliveriesTable webhook={webhook} deliveries={deliveries} pages={pages} onSent={sent} />}
      </SpaceBetween>
    </Page>
  );
}

const Address = ({ url }: { url: string }) => (
  <CopyToClipboard
    variant="inline"
    textToCopy={url}
    textToDisplay={<span style={{ overflowWrap: 'anywhere' }}>{url}</span>}
    copyButtonAriaLabel="Copy the address"
    copySuccessText="Copied"
    copyErrorText="Not copied"
  />
);
