import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import type { Run } from '@likeness/client';
import { usePages } from '../asking/use-pages.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Pager } from '../parts/pager.tsx';
import { setQuery, useQuery } from '../routing/address.ts';
import { columnNames, columns } from './columns.tsx';
import { CompareSelected } from './compare-selected.tsx';
import { NoMatches, NoRuns } from './empty.tsx';
import { RunFilters } from './filters.tsx';
import { firstSort, listAsked, sortQuery } from './list-address.ts';
import { firstPreferences, pageSizes, usePreferences } from './preferences.ts';
import { namedRuns } from './selection.ts';
import { statusNames } from './statuses.ts';
import { useRuns } from './use-runs.ts';

export function RunsTable() {
  const query = useQuery();
  const asked = listAsked(query, { statuses: statusNames, sorts: columnNames });
  const selected = namedRuns(new URLSearchParams(query).get('selected')).ids;
  const pages = usePages();
  const [preferences, setPreferences] = usePreferences();
  const page = useRuns({ ...asked, cursor: pages.cursor }, preferences.pageSize);

  const next = page.data?.next ?? null;
  const sorting = columns.find(({ id }) => id === asked.sort);
  const runs = (page.data?.data ?? []).toSorted(sorting?.sortingComparator);
  if (asked.descending) runs.reverse();
  const filtered = asked.status !== null || asked.subject !== null;
  const isPart = next !== null || pages.page > 1;
  const isSorted = asked.sort !== firstSort.sort || asked.descending !== firstSort.descending;

  return (
    <ListTable
      asked={page}
      title="Runs"
      {...(selected.length > 0 && { counter: `(${selected.length} selected)` })}
      description={`Each run makes a model of one subject, and says whether it is better than the base.${isPart && isSorted ? ' Only the runs of this page are sorted: pages go from the newest to the oldest.' : ''}`}
      actions={<CompareSelected selected={selected} />}
      trackBy="id"
      enableKeyboardNavigation
      selectionType="multi"
      // Those of other pages are known by their ids alone, which is what they are tracked by.
      selectedItems={selected.map((id) => ({ id }) as Run)}
      onSelectionChange={({ detail }) => setQuery({ selected: detail.selectedItems.map(({ id }) => id).join(',') })}
      ariaLabels={{
        selectionGroupLabel: 'Runs to compare',
        allItemsSelectionLabel: () => 'Select all on this page',
        itemSelectionLabel: (_, { id, subject }) => `Select run ${id} of ${subject}`,
      }}
      items={runs}
      columnDefinitions={columns}
      columnDisplay={preferences.contentDisplay}
      wrapLines={preferences.wrapLines}
      {...(sorting && { sortingColumn: sorting })}
      sortingDescending={asked.descending}
      onSortingChange={({ detail }) => {
        const { id = '' } = columns.find((column) => column === detail.sortingColumn) ?? {};
        setQuery(sortQuery(id, detail.isDescending ?? false));
      }}
      filter={<RunFilters asked={asked} />}
      empty={filtered ? <NoMatches more={next !== null} /> : <NoRuns />}
      pagination={<Pager pages={pages} next={next} />}
      preferences={
        <CollectionPreferences
          preferences={preferences}
          onConfirm={({ detail }) =>
            setPreferences({
              pageSize: detail.pageSize ?? firstPreferences.pageSize,
              contentDisplay: detail.contentDisplay ?? firstPreferences.contentDisplay,
              wrapLines: detail.wrapLines ?? false,
            })
          }
          pageSizePreference={{ options: pageSizes.map((value) => ({ value, label: `${value} runs` })) }}
          wrapLinesPreference={{}}
          contentDisplayPreference={{
            options: columns.map(({ id, header }) => ({ id, label: header, alwaysVisible: id === 'id' })),
          }}
        />
      }
    />
  );
}
