import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { DayOfUsage } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { dollars } from '../formats/money.ts';
import { duration } from '../formats/time.ts';
import { saveText } from '../parts/save-text.ts';
import { useDoing } from '../parts/use-doing.ts';
import { setQuery, useQueryMember } from '../routing/address.ts';
import { dayText, isFree, totalOf } from './figures.ts';
import type { DayRange } from './range.ts';

const columns: readonly TableProps.ColumnDefinition<DayOfUsage>[] = [
  {
    id: 'day',
    header: 'Day',
    isRowHeader: true,
    cell: ({ day }) => <time dateTime={day}>{dayText(day)}</time>,
    minWidth: 130,
  },
  { id: 'spent', header: 'Spent', cell: ({ usdMicros }) => dollars(usdMicros), minWidth: 90 },
  { id: 'runs', header: 'Runs that ended', cell: ({ runs }) => runs.toLocaleString(), minWidth: 130 },
  { id: 'seconds', header: 'Time of jobs', cell: ({ seconds }) => duration(seconds), minWidth: 120 },
  { id: 'images', header: 'Images looked at', cell: ({ images }) => images.toLocaleString(), minWidth: 140 },
];

/** A month of them. */
const pageSize = 31;

/** The days on which something was used, the newest first, to read and to take along. */
export function DaysTable({ days, range: { from, to } }: { days: readonly DayOfUsage[]; range: DayRange }) {
  const { likeness } = useService();
  const [busy, begin] = useDoing();
  const pages = Math.ceil(days.length / pageSize);
  const asked = Number(useQueryMember('page'));
  const page = Number.isInteger(asked) && asked > 1 ? Math.min(asked, pages) : 1;

  async function download(): Promise<void> {
    const query = { from, to, format: 'csv' as const };
    const text = await answerTo(likeness.http.GET('/v1/usage', { params: { query }, parseAs: 'text' }));
    saveText(`usage-${from}-${to}.csv`, 'text/csv', String(text));
  }

  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={`(${days.length})`}
          description="Days on which nothing was used are left out."
          actions={
            <Button iconName="download" loading={busy} onClick={() => void begin(download)}>
              Download as CSV
            </Button>
          }
        >
          Day by day
        </Header>
      }
      items={[...days].reverse().slice((page - 1) * pageSize, page * pageSize)}
      trackBy="day"
      pagination={
        pages > 1 && (
          <Pagination
            currentPageIndex={page}
            pagesCount={pages}
            onChange={({ detail: { currentPageIndex } }) =>
              setQuery({ page: currentPageIndex === 1 ? null : String(currentPageIndex) })
            }
          />
        )
      }
      columnDefinitions={isFree(totalOf(days)) ? columns.filter(({ id }) => id !== 'spent') : columns}
    />
  );
}
