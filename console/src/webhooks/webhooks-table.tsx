import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { moment } from '../formats/time.ts';
import { Empty } from '../parts/empty.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Status } from '../parts/status.tsx';
import { navigate, setQuery, useQueryMember } from '../routing/address.ts';
import { useQuotas } from '../usage/use-quotas.ts';
import { eventsText } from './events.ts';
import { SecretShown } from './secret-shown.tsx';
import { type Webhook, type WebhookWithSecret, webhookState } from './states.ts';
import { WebhookDialog } from './webhook-form.tsx';

const often = 15_000;

const columns: readonly TableProps.ColumnDefinition<Webhook>[] = [
  {
    id: 'url',
    header: 'Address',
    isRowHeader: true,
    cell: ({ hook, url, description }) => (
      <>
        <Link href={`/webhooks/${hook}`}>
          <span style={{ overflowWrap: 'anywhere' }}>{url}</span>
        </Link>
        {description !== '' && (
          <Box color="text-body-secondary" fontSize="body-s">
            {description}
          </Box>
        )}
      </>
    ),
    minWidth: 240,
  },
  {
    id: 'state',
    header: 'State',
    cell: (webhook) => <Status of={webhookState(webhook)} />,
    minWidth: 200,
  },
  { id: 'events', header: 'Told of', cell: ({ events }) => eventsText(events), minWidth: 220 },
  {
    id: 'created',
    header: 'Created',
    cell: ({ createdAt }) => <time dateTime={createdAt}>{moment(createdAt)}</time>,
    minWidth: 190,
  },
];

/** Every webhook of the tenant, and a way to make one. */
export function WebhooksTable() {
  const { likeness } = useService();
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  const isMaking = useQueryMember('new') === 'yes';
  const asked = useAsked(
    'webhooks',
    (signal) => answerTo(likeness.http.GET('/v1/webhooks', { signal })),
    () => often,
  );
  const webhooks = asked.data?.data ?? [];
  const quotas = useQuotas();
  const most = quotas.data?.webhooks ?? null;
  const again = () => {
    asked.again();
    quotas.again();
  };

  return (
    <>
      <ListTable
        asked={{ ...asked, again }}
        title="Webhooks"
        {...(asked.data !== null && {
          counter: most === null ? `(${webhooks.length})` : `(${webhooks.length} of ${most})`,
        })}
        description="Addresses of yours that are told what happens to your runs, moments after it did."
        actions={
          <Button
            variant="primary"
            disabled={most !== null && webhooks.length >= most}
            disabledReason="There are as many as the quota allows. Delete one first, or raise the quota under Usage and quotas."
            onClick={() => setQuery({ new: 'yes' })}
          >
            Make a webhook
          </Button>
        }
        wrapLines
        trackBy="hook"
        items={webhooks}
        columnDefinitions={columns}
        empty={<NoWebhooks />}
      />
      {isMaking && (
        <WebhookDialog
          webhook={null}
          onClose={() => setQuery({ new: null })}
          onSaved={(saved) => {
            if ('secret' in saved) setMade(saved);
            setQuery({ new: null });
            asked.again();
          }}
        />
      )}
      {made !== null && (
        <SecretShown webhook={made} onClose={() => navigate(`/webhooks/${made.hook}`, { replace: true })}>
          The webhook is made. This is its secret, by which your receiver knows that a request is from us. It is shown
          this once: keep it where your receiver reads it.
        </SecretShown>
      )}
    </>
  );
}

const NoWebhooks = () => (
  <Empty title="No webhooks yet">
    Instead of asking again and again how a run is, let an address of yours be told when it ends.
  </Empty>
);
