import Button from '@cloudscape-design/components/button';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { fromStart } from '../asking/paging.ts';
import { useAsked } from '../asking/use-asked.ts';
import { usePages } from '../asking/use-pages.ts';
import { timeZone } from '../formats/time.ts';
import { Empty } from '../parts/empty.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Pager } from '../parts/pager.tsx';
import { setQuery, useQueryMember } from '../routing/address.ts';
import { columnsWith } from './columns.tsx';
import { PrincipalFilter } from './principal-filter.tsx';
import { useLists } from './use-lists.ts';
import { usePrincipals } from './use-principals.ts';

const limit = 25;

const NoMatches = () => (
  <Empty
    title="They changed nothing"
    action={<Button onClick={() => setQuery({ principal: null, ...fromStart })}>Show what anybody did</Button>}
  />
);

/** Who changed what, the newest first. */
export function AuditTable() {
  const { likeness } = useService();
  const principal = useQueryMember('principal') || null;
  const pages = usePages();
  const { cursor } = pages;
  const lists = useLists();
  const principals = usePrincipals();
  const asked = useAsked(`audit ${principal} ${cursor}`, (signal) => {
    const query = { limit, ...(principal !== null && { principal }), ...(cursor !== null && { cursor }) };
    return answerTo(likeness.http.GET('/v1/audit', { params: { query }, signal }));
  });
  return (
    <ListTable
      asked={asked}
      title="Audit log"
      description={`Who changed what, kept for a year. Looking changes nothing, and is not in it; neither is what was refused. Times are those of ${timeZone}.`}
      trackBy="id"
      enableKeyboardNavigation
      wrapLines
      items={asked.data?.data ?? []}
      columnDefinitions={columnsWith({ lists, principals: principals.data })}
      filter={<PrincipalFilter principal={principal} known={principals} />}
      empty={principal === null ? <Empty title="Nothing was changed yet" /> : <NoMatches />}
      pagination={<Pager pages={pages} next={asked.data?.next ?? null} />}
    />
  );
}
