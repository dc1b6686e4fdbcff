import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { usePages } from '../asking/use-pages.ts';
import { principalText } from '../formats/principals.ts';
import { size } from '../formats/sizes.ts';
import { moment } from '../formats/time.ts';
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
    cell: ({ status }) => (
      <StatusIndicator type={deletionStates[status].type}>{deletionStates[status].text}</StatusIndicator>
    ),
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
  const { page, cursor, goTo } = usePages();
  const query = { limit, ...(cursor !== null && { cursor }) };
  const { data, error, loading, again } = useAsked(
    `deletions ${cursor}`,
    (signal) => answerTo(likeness.http.GET('/v1/deletions', { params: { query }, signal })),
    (answer) => (answer.data.some(({ status }) => status === 'running') ? often : cursor === null ? seldom : null),
  );
  const next = data?.next ?? null;
  return (
    <Table
      variant="full-page"
      stickyHeader
      trackBy="id"
      items={[...(data?.data ?? [])]}
      loading={loading && data === null}
      loadingText="Loading the deletions"
      columnDefinitions={columns}
      header={
        <>
          <Header
            variant="h1"
            description="What was deleted for good, and a signed receipt of each."
            actions={
              <Button iconName="refresh" ariaLabel="Refresh" loading={loading && data !== null} onClick={again} />
            }
          >
            Deletions
          </Header>
          {error !== null && data !== null && <Problem error={error} again={again} />}
        </>
      }
      empty={error === null ? <NoDeletions /> : <Problem error={error} again={again} />}
      pagination={
        <Pagination
          currentPageIndex={page}
          pagesCount={next === null ? page : page + 1}
          onChange={({ detail }) => goTo(detail.currentPageIndex, next)}
        />
      }
    />
  );
}

const NoDeletions = () => (
  <Box textAlign="center" padding={{ vertical: 'l' }}>
    <SpaceBetween size="xs">
      <Box variant="h3" tagOverride="p">
        Nothing was deleted yet
      </Box>
      <Box color="text-body-secondary">
        Once a subject is deleted, or something is older than you keep such things, a receipt here says what went.
      </Box>
    </SpaceBetween>
  </Box>
);
