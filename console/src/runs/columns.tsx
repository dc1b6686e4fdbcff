import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { Run } from '@likeness/client';
import { dollars } from '../formats/money.ts';
import { duration, moment, secondsBetween } from '../formats/time.ts';
import { Status } from '../parts/status.tsx';
import { outcomeText, statuses, statusNames } from './statuses.ts';

export const seconds = (run: Run, now = Date.now()): number => secondsBetween(run.createdAt, run.finishedAt, now);

type Column = TableProps.ColumnDefinition<Run> & { readonly id: string; readonly header: string };

const by =
  (keyOf: (run: Run) => string | number) =>
  (one: Run, other: Run): number => {
    const [left, right] = [keyOf(one), keyOf(other)];
    return left < right ? -1 : left > right ? 1 : 0;
  };

export const columns: readonly Column[] = [
  // What a narrow window has room for comes first, and an id says least.
  {
    id: 'subject',
    header: 'Subject',
    cell: ({ subject }) => <Link href={`/subjects/${subject}`}>{subject}</Link>,
    sortingComparator: by(({ subject }) => subject),
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <Status of={statuses[status]} />,
    sortingComparator: by(({ status }) => statusNames.indexOf(status)),
    minWidth: 130,
  },
  {
    id: 'id',
    header: 'Run',
    isRowHeader: true,
    // The first ten characters are the time: the rest tells runs apart.
    cell: ({ id }) => <Link href={`/runs/${id}`}>{id}</Link>,
    sortingComparator: by(({ id }) => id),
    minWidth: 240,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: ({ outcome }) => outcomeText(outcome),
    sortingComparator: by(({ outcome }) => outcomeText(outcome)),
  },
  { id: 'preset', header: 'Preset', cell: ({ preset }) => preset, sortingComparator: by(({ preset }) => preset) },
  {
    id: 'created',
    header: 'Started',
    cell: ({ createdAt }) => <time dateTime={createdAt}>{moment(createdAt)}</time>,
    sortingComparator: by(({ createdAt }) => createdAt),
    minWidth: 190,
  },
  {
    id: 'updated',
    header: 'Updated',
    cell: ({ updatedAt }) => <time dateTime={updatedAt}>{moment(updatedAt)}</time>,
    sortingComparator: by(({ updatedAt }) => updatedAt),
    minWidth: 190,
  },
  {
    id: 'duration',
    header: 'Duration',
    cell: (run) => duration(seconds(run)),
    sortingComparator: by(seconds),
  },
  {
    id: 'cost',
    header: 'Cost',
    cell: ({ cost }) => dollars(cost.spent ?? null),
    sortingComparator: by(({ cost }) => cost.spent ?? -1),
  },
];

export const columnNames: readonly string[] = columns.map(({ id }) => id);
