import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { Subject } from '@likeness/client';
import { useEffect, useState } from 'react';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { moment } from '../formats/time.ts';

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
        <span>{adapter ?? 'The base'}</span>
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
  const [cursor, setCursor] = useState<string | null>(null);
  const [before, setBefore] = useState<readonly Subject[]>([]);
  const { data, error, loading, again } = useAsked(`subjects ${cursor}`, (signal) =>
    answerTo(
      likeness.http.GET('/v1/subjects', { params: { query: { limit: 100, ...(cursor && { cursor }) } }, signal }),
    ),
  );
  const [shown, setShown] = useState<readonly Subject[]>([]);
  useEffect(() => {
    if (data !== null) setShown([...before, ...data.data]);
  }, [before, data]);
  const next = data?.next ?? null;

  function more(): void {
    setBefore(shown);
    setCursor(next);
  }

  return (
    <Table
      variant="full-page"
      stickyHeader
      trackBy="id"
      items={shown}
      loading={loading && shown.length === 0}
      loadingText="Loading the subjects"
      columnDefinitions={columns}
      header={
        <>
          <Header
            variant="h1"
            description="The things that your models know."
            actions={
              <SpaceBetween size="xs" direction="horizontal">
                <Button iconName="refresh" ariaLabel="Refresh" loading={loading} onClick={again} />
                <Button variant="primary" href="/new-subject">
                  New subject
                </Button>
              </SpaceBetween>
            }
          >
            Subjects
          </Header>
          {error !== null && shown.length > 0 && <Problem error={error} again={again} />}
        </>
      }
      empty={
        error === null ? (
          <SpaceBetween size="xs" alignItems="center">
            <Box>No subjects yet. A subject is one thing, such as your mug, that a model is to know.</Box>
            <Button href="/new-subject">Make the first</Button>
          </SpaceBetween>
        ) : (
          <Problem error={error} again={again} />
        )
      }
      footer={
        next !== null && (
          <Button loading={loading} onClick={more}>
            Show more
          </Button>
        )
      }
    />
  );
}
