/** The cursors of the pages after the first that were seen on the way; the history's entry keeps them. */
export type SeenCursors = readonly string[];

export function seenCursors(state: unknown): SeenCursors {
  const seen = (state as { cursors?: unknown } | null)?.cursors;
  return Array.isArray(seen) ? seen.filter((cursor) => typeof cursor === 'string') : [];
}

/** Where a page is: its members of the query, and the cursors for the way back. */
export interface PageAddress {
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
