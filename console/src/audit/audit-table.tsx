import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { timeZone } from '../formats/time.ts';
import { navigate, setQuery, useQuery } from '../routing/address.ts';
import { fromStart } from '../runs/list-address.ts';
import { pageAddress, seenCursors } from '../runs/paging.ts';
import { auditAsked } from './audit-address.ts';
import { columnsWith } from './columns.tsx';
import { PrincipalFilter } from './principal-filter.tsx';
import { useLists } from './use-lists.ts';
import { usePrincipals } from './use-principals.ts';

const pageSize = 25;

function Empty({ filtered }: { filtered: boolean }) {
  return (
    <Box textAlign="center" padding={{ vertical: 'l' }}>
      <SpaceBetween size="xs">
        <Box variant="h3" tagOverride="p">
          {filtered ? 'They changed nothing' : 'Nothing was changed yet'}
        </Box>
        {filtered && <Button onClick={() => setQuery({ principal: null, ...fromStart })}>Show what anybody did</Button>}
      </SpaceBetween>
    </Box>
  );
}

/** Who changed what, the newest first. */
export function AuditTable() {
  const { likeness } = useService();
  const asked = auditAsked(useQuery());
  const lists = useLists();
  const principals = usePrincipals();
  const query = {
    limit: pageSize,
    ...(asked.principal !== null && { principal: asked.principal }),
    ...(asked.cursor !== null && { cursor: asked.cursor }),
  };
  const { data, error, loading, again } = useAsked(JSON.stringify(query), (signal) =>
    answerTo(likeness.http.GET('/v1/audit', { params: { query }, signal })),
  );
  const next = data?.next ?? null;

  function goTo(wanted: number): void {
    const { query: changes, cursors } = pageAddress(wanted, asked.page, next, seenCursors(history.state));
    const members = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) members.delete(name);
      else members.set(name, value);
    }
    const text = members.toString();
    navigate(`/audit${text === '' ? '' : `?${text}`}`, { state: { cursors } });
  }

  return (
    <Table
      variant="full-page"
      stickyHeader
      trackBy="id"
      enableKeyboardNavigation
      wrapLines
      items={[...(data?.data ?? [])]}
      loading={loading && data === null}
      loadingText="Loading the audit log"
      columnDefinitions={columnsWith({ lists, principals: principals.data })}
      header={
        <>
          <Header
            variant="h1"
            description={`Who changed what, kept for a year. Looking changes nothing, and is not in it; neither is what was refused. Times are those of ${timeZone}.`}
            actions={
              <Button iconName="refresh" ariaLabel="Refresh" loading={loading && data !== null} onClick={again} />
            }
          >
            Audit log
          </Header>
          {error !== null && data !== null && <Problem error={error} again={again} />}
        </>
      }
      filter={<PrincipalFilter principal={asked.principal} known={principals} />}
      empty={error === null ? <Empty filtered={asked.principal !== null} /> : <Problem error={error} again={again} />}
      pagination={
        <Pagination
          currentPageIndex={asked.page}
          pagesCount={next === null ? asked.page : asked.page + 1}
          onChange={({ detail }) => goTo(detail.currentPageIndex)}
        />
      }
    />
  );
}
