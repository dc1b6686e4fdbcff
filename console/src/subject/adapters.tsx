import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { Subject } from '@likeness/client';
import { useState } from 'react';
import { Problem } from '../app/problem.tsx';
import { moment } from '../formats/time.ts';
import { outcomes } from '../runs/statuses.ts';
import { type Adapter, promoteWords } from './pointing.ts';
import { PointingDialog } from './pointing-dialog.tsx';
import { useAdapters } from './use-adapters.ts';

/** The adapters of the subject, any of which the endpoint can answer by. */
export function AdaptersTable({ subject, onChange }: { subject: Subject; onChange: () => void }) {
  const [asked, setAsked] = useState<Adapter | null>(null);
  const { data, error, loading, again } = useAdapters(subject);
  const adapters = data ?? [];

  return (
    <>
      <Table
        header={
          <Header
            variant="h2"
            counter={data === null ? '' : `(${adapters.length})`}
            description="Each run that trains makes an adapter: what the base needs to know of the subject. The endpoint answers by one of them, or by the base."
          >
            Adapters
          </Header>
        }
        trackBy="name"
        wrapLines
        items={adapters}
        loading={loading && data === null}
        loadingText="Loading the adapters"
        empty={
          error === null ? <Box>None yet. The first run makes the first.</Box> : <Problem error={error} again={again} />
        }
        columnDefinitions={[
          {
            id: 'name',
            header: 'Adapter',
            isRowHeader: true,
            cell: ({ name }) => <span style={{ overflowWrap: 'anywhere' }}>{name}</span>,
            minWidth: 150,
          },
          {
            id: 'serving',
            header: 'Endpoint',
            cell: (adapter) =>
              adapter.serving ? (
                <StatusIndicator type="success">Answers by it</StatusIndicator>
              ) : (
                <Button variant="inline-link" ariaLabel={`Promote ${adapter.name}`} onClick={() => setAsked(adapter)}>
                  Promote
                </Button>
              ),
            minWidth: 140,
          },
          { id: 'outcome', header: 'Verdict', cell: ({ outcome }) => outcomes[outcome], minWidth: 150 },
          {
            id: 'made',
            header: 'Made',
            cell: ({ createdAt }) => <time dateTime={createdAt}>{moment(createdAt)}</time>,
            minWidth: 180,
          },
          { id: 'run', header: 'Run', cell: ({ run }) => <Link href={`/runs/${run}`}>{run}</Link>, minWidth: 260 },
        ]}
      />
      {asked !== null && (
        <PointingDialog
          subject={subject}
          target={{ adapter: asked.name }}
          words={(seen) => promoteWords(seen, asked)}
          onTried={onChange}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
