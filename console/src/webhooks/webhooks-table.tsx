import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { moment } from '../formats/time.ts';
import { navigate, setQuery, useQuery } from '../routing/address.ts';
import { eventsText } from './events.ts';
import { SecretShown } from './secret-shown.tsx';
import { type Webhook, type WebhookWithSecret, webhookState } from './states.ts';
import { WebhookForm } from './webhook-form.tsx';

const often = 15_000;
/** So many a tenant has at most. */
const most = 10;

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
    cell: (webhook) => {
      const { type, text } = webhookState(webhook);
      return <StatusIndicator type={type}>{text}</StatusIndicator>;
    },
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
  const isMaking = new URLSearchParams(useQuery()).get('new') === 'yes';
  const { data, error, loading, again } = useAsked(
    'webhooks',
    (signal) => answerTo(likeness.http.GET('/v1/webhooks', { signal })),
    () => often,
  );
  const webhooks = data?.data ?? [];
  const make = (
    <Button
      variant="primary"
      disabled={webhooks.length >= most}
      disabledReason={`A tenant has at most ${most} webhooks. Delete one first.`}
      onClick={() => setQuery({ new: 'yes' })}
    >
      Make a webhook
    </Button>
  );

  return (
    <>
      <Table
        variant="full-page"
        stickyHeader
        wrapLines
        trackBy="hook"
        items={[...webhooks]}
        loading={loading && data === null}
        loadingText="Loading the webhooks"
        columnDefinitions={columns}
        header={
          <>
            <Header
              variant="h1"
              counter={data === null ? '' : `(${webhooks.length} of ${most})`}
              description="Addresses of yours that are told what happens to your runs, moments after it did."
              actions={
                <SpaceBetween size="xs" direction="horizontal">
                  <Button iconName="refresh" ariaLabel="Refresh" loading={loading && data !== null} onClick={again} />
                  {make}
                </SpaceBetween>
              }
            >
              Webhooks
            </Header>
            {error !== null && data !== null && <Problem error={error} again={again} />}
          </>
        }
        empty={error === null ? <NoWebhooks /> : <Problem error={error} again={again} />}
      />
      {isMaking && (
        <WebhookForm
          webhook={null}
          onClose={() => setQuery({ new: null })}
          onSaved={(saved) => {
            if ('secret' in saved) setMade(saved);
            setQuery({ new: null });
            again();
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
  <Box textAlign="center" padding={{ vertical: 'l' }}>
    <SpaceBetween size="xs">
      <Box variant="h3" tagOverride="p">
        No webhooks yet
      </Box>
      <Box color="text-body-secondary">
        Instead of asking again and again how a run is, let an address of yours be told when it ends.
      </Box>
    </SpaceBetween>
  </Box>
);
