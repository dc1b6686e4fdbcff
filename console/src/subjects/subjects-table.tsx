import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import type { Subject } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useList } from '../asking/use-list.ts';
import { moment } from '../formats/time.ts';
import { Empty } from '../parts/empty.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { ShowMore } from '../parts/show-more.tsx';
import { answersBy } from '../subject/pointing.ts';

const columns: readonly TableProps.ColumnDefinition<Subject>[] = [
  {
    id: 'id',
    header: 'Subject',
    isRowHeader: true,
    cell: ({ id, status }) =>
      status === 'active' ? (
        <Link href={`/subjects/${id}`}>{id}</Link>
      ) : (
        <SpaceBetween size="xs" direction="horizontal">
          <span>{id}</span>
          <Badge>Being deleted</Badge>
        </SpaceBetween>
      ),
  },
  { id: 'name', header: 'Name', cell: ({ name }) => name ?? '–' },
  { id: 'category', header: 'Category', cell: ({ category }) => category },
  {
    id: 'endpoint',
    header: 'Endpoint answers by',
    cell: ({ endpoint: { adapter, provisional } }) => (
      <SpaceBetween size="xs" direction="horizontal">
        <span>{answersBy(adapter)}</span>
        {provisional && <Badge>Not judged</Badge>}
      </SpaceBetween>
    ),
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ createdAt }) => <time dateTime={createdAt}>{moment(createdAt)}</time>,
    minWidth: 190,
  },
  {
    id: 'runs',
    header: 'Runs',
    cell: ({ id }) => (
      <Link href={`/runs?subject=${id}`} ariaLabel={`Show runs of ${id}`}>
        Show runs
      </Link>
    ),
  },
];

/** The things that the tenant recognises, by their ids, and what answers for each. */
export function SubjectsTable() {
  const { likeness } = useService();
  const subjects = useList(
    'subjects',
    (cursor, signal) => {
      const query = { limit: 100, ...(cursor !== null && { cursor }) };
      return answerTo(likeness.http.GET('/v1/subjects', { params: { query }, signal }));
    },
    ({ id }) => id,
  );
  return (
    <ListTable
      asked={subjects}
      title="Subjects"
      description="The things that your models know."
      actions={
        <Button variant="primary" href="/new-subject">
          New subject
        </Button>
      }
      trackBy="id"
      items={subjects.data ?? []}
      columnDefinitions={columns}
      empty={
        <Empty title="No subjects yet" action={<Button href="/new-subject">Make the first</Button>}>
          A subject is one thing, such as your mug, that a model is to know.
        </Empty>
      }
      footer={<ShowMore list={subjects} />}
    />
  );
}
