import { navigate, useQuery } from '../routing/address.ts';
import { listAsked } from '../runs/list-address.ts';
import { pageAddress, seenCursors } from '../runs/paging.ts';

/** Which page of a list the address asks for. Each page names the next. */
export function usePages() {
  const { page, cursor } = listAsked(useQuery(), { statuses: [], sorts: [] });

  function goTo(wanted: number, next: string | null): void {
    const { query, cursors } = pageAddress(wanted, page, next, seenCursors(history.state));
    const members = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(query)) {
      if (value === null) members.delete(name);
      else members.set(name, value);
    }
    const text = members.toString();
    navigate(`${location.pathname}${text === '' ? '' : `?${text}`}`, { state: { cursors } });
  }

  return { page, cursor, goTo };
}
