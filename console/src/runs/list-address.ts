/** What the address of the list asks for: everything that another person must know to see the same. */
export interface ListAsked {
  /** Null is any. */
  readonly status: string | null;
  readonly subject: string | null;
  readonly sort: string;
  readonly descending: boolean;
  /** From 1. */
  readonly page: number;
  /** Of the page; null is the first. */
  readonly cursor: string | null;
}

export const firstSort = { sort: 'created', descending: true } as const;

/** Reads the query; what it can't be is as if it were not there. */
export function listAsked(query: string, known: { statuses: readonly string[]; sorts: readonly string[] }): ListAsked {
  const members = new URLSearchParams(query);
  const status = members.get('status');
  const sort = members.get('sort');
  const cursor = members.get('cursor') || null;
  const page = Number(members.get('page'));
  return {
    status: status !== null && known.statuses.includes(status) ? status : null,
    subject: members.get('subject') || null,
    sort: sort !== null && known.sorts.includes(sort) ? sort : firstSort.sort,
    descending: members.get('order') !== 'ascending',
    page: cursor !== null && Number.isInteger(page) && page > 1 ? page : 1,
    cursor,
  };
}

/** The members of the query for a sorting; the first one takes none. */
export function sortQuery(sort: string, descending: boolean): Readonly<Record<'sort' | 'order', string | null>> {
  return { sort: sort === firstSort.sort ? null : sort, order: descending ? null : 'ascending' };
}

/** Other filters are another list, which is read from its start. */
export const fromStart = { page: null, cursor: null } as const;
