import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { Receipt } from '@likeness/client';
import { Panel } from '../parts/panel.tsx';
import { kindsOf } from './deletion-words.ts';
import { ListCheck } from './list-check.tsx';

/** What was deleted: how many of each kind, and every file by name. */
export function Contents({ receipt: { id, counts, list, listUrl } }: { receipt: Receipt }) {
  const kinds = counts === null ? [] : kindsOf(counts);
  return (
    <Panel title="What was deleted">
      <SpaceBetween size="l">
        <Table
          variant="embedded"
          items={[...kinds]}
          trackBy="name"
          ariaLabels={{ tableLabel: 'What was deleted, by kind' }}
          empty="There was nothing to delete."
          columnDefinitions={[
            { id: 'name', header: 'Kind', isRowHeader: true, cell: ({ name }) => name },
            { id: 'count', header: 'How many', cell: ({ count }) => count.toLocaleString() },
          ]}
        />
        {list !== null && listUrl !== null && (
          <SpaceBetween size="xs">
            <Box color="text-body-secondary">
              {list.objects === 0
                ? 'There was no file, so the list of them is empty.'
                : `The list names each file (${list.objects.toLocaleString()}) with its size and its SHA-256 digest, a line of JSON each. It holds no content.`}
              {list.sizeOnly > 0 && ` ${list.sizeOnly} of more than 256 MiB have no digest.`}
            </Box>
            <SpaceBetween size="m" direction="horizontal" alignItems="center">
              <Button iconName="download" href={listUrl} target="_blank" rel="noopener" download={`${id}.jsonl`}>
                Download the list
              </Button>
              <ListCheck url={listUrl} sha256={list.sha256} />
            </SpaceBetween>
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Panel>
  );
}
