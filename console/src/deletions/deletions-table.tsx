import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { usePages } from '../asking/use-pages.ts';
import { principalText } from '../formats/principals.ts';
import { size } from '../formats/sizes.ts';
import { moment } from '../formats/time.ts';
import { Empty } from '../parts/empty.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Pager } from '../parts/pager.tsx';
import { Status } from '../parts/status.tsx';
import { type Deletion, deletedText, deletionStates } from './deletion-words.ts';

const limit = 25;
/** How often they are asked for, in milliseconds: while one is under way, and while none is. */
const often = 3_000;
const seldom = 15_000;

const columns: readonly TableProps.ColumnDefinition<Deletion>[] = [
  {
    id: 'what',
    header: 'Deleted',
    isRowHeader: true,
    cell: (deletion) => <Link href={`/deletions/${deletion.id}`}>{deletedText(deletion)}</Link>,
    minWidth: 180,
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ status }) => <Status of={deletionStates[status]} />,
    minWidth: 130,
  },
  {
    id: 'requested',
    header: 'Asked for',
    cell: ({ requestedAt }) => <time dateTime={requestedAt}>{moment(requestedAt)}</time>,
    minWidth: 190,
  },
  { id: 'by', header: 'By', cell: ({ requestedBy }) => principalText(requestedBy), minWidth: 120 },
  { id: 'objects', header: 'Files', cell: ({ list }) => (list === null ? '–' : list.objects.toLocaleString()) },
  { id: 'bytes', header: 'Size', cell: ({ bytes }) => (bytes === null ? '–' : size(bytes)), minWidth: 100 },
];

/** What was deleted for good, each with a receipt. */
export function DeletionsTable() {
  const { likeness } = useService();
  const pages = usePages();
  const { cursor } = pages;
  const query = { limit, ...(cursor !== null && { cursor }) };
  const asked = useAsked(
    `deletions ${cursor}`,
    (signal) => answerTo(likeness.http.GET('/v1/deletions', { params: { query }, signal })),
    ({ data }) => (data.some(({ status }) => status === 'running') ? often : cursor === null ? seldom : null),
  );
  return (
    <ListTable
      asked={asked}
      title="Deletions"
      description="What was deleted for good, and a signed receipt of each."
      trackBy="id"
      items={asked.data?.data ?? []}
      columnDefinitions={columns}
      empty={
        <Empty title="Nothing was deleted yet">
          Once a subject is deleted, or something is older than you keep such things, a receipt here says what went.
        </Empty>
      }
      pagination={<Pager pages={pages} next={asked.data?.next ?? null} />}
    />
  );
}
