import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { NotFound } from '../app/not-found.tsx';
import { Page } from '../app/page.tsx';
import { useService } from '../app/service.tsx';
import { answerTo, isUnknown } from '../asking/answer.ts';
import { fromStart } from '../asking/paging.ts';
import { useAsked } from '../asking/use-asked.ts';
import { usePages } from '../asking/use-pages.ts';
import { Answered } from '../parts/answered.tsx';
import { Copied } from '../parts/copied.tsx';
import { setQuery, useQueryMember } from '../routing/address.ts';
import type { Parameters } from '../routing/routes.ts';
import { WebhookActions } from './actions.tsx';
import { DeliveriesTable } from './deliveries-table.tsx';
import { Health } from './health.tsx';
import { deliveryStatusNames, type Webhook, webhookName } from './states.ts';
import { WebhookSummary } from './summary.tsx';
import { useDeliveries } from './use-deliveries.ts';

const often = 5_000;

const isTroubled = ({ enabled, failures }: Webhook): boolean => !enabled || failures > 0;

/** `/webhooks/{webhook}`: where it sends what, how it goes, and what was sent. */
export function WebhookPage({ parameters: { webhook: id = '' } }: { parameters: Parameters }) {
  const { likeness } = useService();
  const asked = useAsked<Webhook>(
    `webhook ${id}`,
    (signal) => answerTo(likeness.http.GET('/v1/webhooks/{webhook}', { params: { path: { webhook: id } }, signal })),
    () => often,
  );
  const status = useQueryMember('status');
  const pages = usePages();
  const deliveries = useDeliveries(id, {
    status: deliveryStatusNames.find((name) => name === status) ?? null,
    cursor: pages.cursor,
  });
  const { data: webhook, error, again } = asked;
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
          description={
            webhook && (
              <Copied
                text={webhook.url}
                what="address"
                shown={<span style={{ overflowWrap: 'anywhere' }}>{webhook.url}</span>}
              />
            )
          }
          actions={webhook && <WebhookActions webhook={webhook} onSent={sent} onChanged={again} />}
        >
          {name}
        </Header>
      }
    >
      <Answered asked={{ ...asked, again: both }}>
        {(known) => (
          <SpaceBetween size="l">
            {isTroubled(known) && <Health webhook={known} onChanged={again} />}
            <WebhookSummary webhook={known} />
            <DeliveriesTable webhook={known} deliveries={deliveries} pages={pages} onSent={sent} />
          </SpaceBetween>
        )}
      </Answered>
    </Page>
  );
}
