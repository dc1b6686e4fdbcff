import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { Problem } from '../app/problem.tsx';
import { fromStart } from '../asking/paging.ts';
import type { Asked } from '../asking/use-asked.ts';
import type { Pages } from '../asking/use-pages.ts';
import { Pager } from '../parts/pager.tsx';
import { setQuery, useQuery } from '../routing/address.ts';
import { columns, expansionLabel, type Row, rowsOf } from './delivery-rows.tsx';
import { DeliverySent } from './delivery-sent.tsx';
import { deliveryStates, deliveryStatusNames, type Webhook } from './states.ts';
import type { DeliveryPage } from './use-deliveries.ts';

interface DeliveriesTableProps {
  readonly webhook: Webhook;
  readonly deliveries: Asked<DeliveryPage>;
  readonly pages: Pages;
  readonly onSent: () => void;
}

const anyState = { label: 'Any state', value: '' };
const optionOf = (status: (typeof deliveryStatusNames)[number]) => ({
  label: deliveryStates[status].text,
  value: status,
});

/** What was sent to a webhook, each with its attempts. */
export function DeliveriesTable({ webhook, deliveries, pages, onSent }: DeliveriesTableProps) {
  const query = new URLSearchParams(useQuery());
  const [expanded, setExpanded] = useState<readonly Row[]>([]);
  const { data: page, error, loading, again } = deliveries;
  const status = deliveryStatusNames.find((name) => name === query.get('status'));
  const shown = page?.data.find(({ delivery }) => delivery === query.get('delivery'));
  const next = page?.next ?? null;

  return (
    <>
      <Table<Row>
        trackBy="id"
        wrapLines
        items={rowsOf(page?.data ?? [])}
        loading={loading && page === null}
        loadingText="Loading the deliveries"
        columnDefinitions={columns}
        ariaLabels={{ tableLabel: 'Deliveries', ...expansionLabel }}
        expandableRows={{
          getItemChildren: ({ attempts }) => [...attempts],
          isItemExpandable: ({ attempts }) => attempts.length > 0,
          expandedItems: expanded,
          onExpandableItemToggle: ({ detail: { item, expanded: open } }) =>
            setExpanded((before) => [...before.filter(({ id }) => id !== item.id), ...(open ? [item] : [])]),
        }}
        header={
          <>
            <Header
              variant="h2"
              description="The newest first, each with its attempts, for 30 days."
              actions={
                <Button
                  iconName="refresh"
                  ariaLabel="Refresh the deliveries"
                  loading={loading && page !== null}
                  onClick={again}
                />
              }
            >
              Deliveries
            </Header>
            {error !== null && page !== null && <Problem error={error} again={again} />}
          </>
        }
        filter={
          <div style={{ maxWidth: 320 }}>
            <Select
              ariaLabel="Filter by state"
              selectedOption={status === undefined ? anyState : optionOf(status)}
              options={[anyState, ...deliveryStatusNames.map(optionOf)]}
              onChange={({ detail }) => setQuery({ status: detail.selectedOption.value ?? null, ...fromStart })}
            />
          </div>
        }
        pagination={<Pager pages={pages} next={next} />}
        empty={
          error !== null ? (
            <Problem error={error} again={again} />
          ) : (
            <Box color="text-body-secondary">
              {status === undefined
                ? 'Nothing was sent yet. A test shows whether it arrives.'
                : next === null
                  ? 'No delivery is like that.'
                  : 'None on this page.'}
            </Box>
          )
        }
      />
      {shown !== undefined && (
        <DeliverySent webhook={webhook} delivery={shown} onSent={onSent} onClose={() => setQuery({ delivery: null })} />
      )}
    </>
  );
}
