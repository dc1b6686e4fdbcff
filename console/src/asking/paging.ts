/** A part of a list, as the API gives it. */
export interface ListPage<T> {
  readonly data: readonly T[];
  /** The cursor of what comes after it. */
  readonly next: string | null;
}

/** Which page of a list an address asks for. */
export interface PageAsked {
  /** From 1. */
  readonly page: number;
  /** Of the page; null is the first. */
  readonly cursor: string | null;
}

/** Reads the query; what it can't be is as if it were not there. */
export function pageAsked(query: string): PageAsked {
  const members = new URLSearchParams(query);
  const cursor = members.get('cursor') || null;
  const page = Number(members.get('page'));
  return { page: cursor !== null && Number.isInteger(page) && page > 1 ? page : 1, cursor };
}

/** Other filters are another list, which is read from its start. */
export const fromStart = { page: null, cursor: null } as const;

/** The cursors of the pages after the first that were seen on the way; the history's entry keeps them. */
type SeenCursors = readonly string[];

export function seenCursors(state: unknown): SeenCursors {
  const seen = (state as { cursors?: unknown } | null)?.cursors;
  return Array.isArray(seen) ? seen.filter((cursor) => typeof cursor === 'string') : [];
}

/** Where a page is: its members of the query, and the cursors for the way back. */
interface PageAddress {
  readonly query: Readonly<Record<'page' | 'cursor', string | null>>;
  readonly cursors: SeenCursors;
}

/**
 * The address of a page from another. Pages are reached by cursors that the page before gave, so that a page that was not
 * seen is the first one.
 */
export function pageAddress(wanted: number, current: number, next: string | null, seen: SeenCursors): PageAddress {
  const cursors = [...seen];
  if (next !== null) cursors[current - 1] = next;
  const cursor = cursors[wanted - 2];
  return cursor === undefined
    ? { query: { page: null, cursor: null }, cursors }
    : { query: { page: String(wanted), cursor }, cursors };
}
