import Button from '@cloudscape-design/components/button';
import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { Run } from '@likeness/client';
import { Problem } from '../app/problem.tsx';
import { navigate, setQuery, useQuery } from '../routing/address.ts';
import { columnNames, columns } from './columns.tsx';
import { CompareSelected } from './compare-selected.tsx';
import { NoMatches, NoRuns } from './empty.tsx';
import { RunFilters } from './filters.tsx';
import { firstSort, listAsked, sortQuery } from './list-address.ts';
import { pageAddress, seenCursors } from './paging.ts';
import { firstPreferences, pageSizes, usePreferences } from './preferences.ts';
import { namedRuns } from './selection.ts';
import { statusNames } from './statuses.ts';
import { useRuns } from './use-runs.ts';

export function RunsTable() {
  const query = useQuery();
  const asked = listAsked(query, { statuses: statusNames, sorts: columnNames });
  const selected = namedRuns(new URLSearchParams(query).get('selected')).ids;
  const [preferences, setPreferences] = usePreferences();
  const { data: page, error, loading, again } = useRuns(asked, preferences.pageSize);

  const sorting = columns.find(({ id }) => id === asked.sort);
  const comparator = sorting?.sortingComparator;
  const runs = comparator ? [...(page?.data ?? [])].sort(comparator) : [...(page?.data ?? [])];
  if (asked.descending) runs.reverse();
  const filtered = asked.status !== null || asked.subject !== null;
  const next = page?.next ?? null;
  const isPart = next !== null || asked.page > 1;
  const isSorted = asked.sort !== firstSort.sort || asked.descending !== firstSort.descending;

  function goTo(wanted: number): void {
    const { query, cursors } = pageAddress(wanted, asked.page, next, seenCursors(history.state));
    const members = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(query)) {
      if (value === null) members.delete(name);
      else members.set(name, value);
    }
    const text = members.toString();
    navigate(`/runs${text === '' ? '' : `?${text}`}`, { state: { cursors } });
  }

  return (
    <Table
      variant="full-page"
      stickyHeader
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
      loading={loading && page === null}
      loadingText="Loading the runs"
      columnDefinitions={columns}
      columnDisplay={preferences.contentDisplay}
      wrapLines={preferences.wrapLines}
      {...(sorting && { sortingColumn: sorting })}
      sortingDescending={asked.descending}
      onSortingChange={({ detail }) => {
        const { id = '' } = columns.find((column) => column === detail.sortingColumn) ?? {};
        setQuery(sortQuery(id, detail.isDescending ?? false));
      }}
      header={
        <>
          <Header
            variant="h1"
            description={`Each run makes a model of one subject, and says whether it is better than the base.${isPart && isSorted ? ' Only the runs of this page are sorted: pages go from the newest to the oldest.' : ''}`}
            {...(selected.length > 0 && { counter: `(${selected.length} selected)` })}
            actions={
              <SpaceBetween size="xs" direction="horizontal">
                <CompareSelected selected={selected} />
                <Button iconName="refresh" ariaLabel="Refresh" loading={loading && page !== null} onClick={again} />
              </SpaceBetween>
            }
          >
            Runs
          </Header>
          {error !== null && page !== null && <Problem error={error} again={again} />}
        </>
      }
      filter={<RunFilters asked={asked} />}
      empty={
        error !== null ? (
          <Problem error={error} again={again} />
        ) : filtered ? (
          <NoMatches more={next !== null} />
        ) : (
          <NoRuns />
        )
      }
      pagination={
        <Pagination
          currentPageIndex={asked.page}
          pagesCount={next === null ? asked.page : asked.page + 1}
          onChange={({ detail }) => goTo(detail.currentPageIndex)}
        />
      }
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
