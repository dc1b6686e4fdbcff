import { hereWith, navigate, useQuery } from '../routing/address.ts';
import { type PageAsked, pageAddress, pageAsked, seenCursors } from './paging.ts';

export interface Pages extends PageAsked {
  /** @param next the cursor of the page after this one, which names it */
  goTo(wanted: number, next: string | null): void;
}

/** Which page of a list the address asks for. */
export function usePages(): Pages {
  const asked = pageAsked(useQuery());
  return {
    ...asked,
    goTo(wanted, next) {
      const { query, cursors } = pageAddress(wanted, asked.page, next, seenCursors(history.state));
      navigate(hereWith(query), { state: { cursors } });
    },
  };
}
