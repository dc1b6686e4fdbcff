/** What the address of the list asks for besides the page: everything that another person must know to see the same. */
export interface ListAsked {
  /** Null is any. */
  readonly status: string | null;
  readonly subject: string | null;
  readonly sort: string;
  readonly descending: boolean;
}

export const firstSort = { sort: 'created', descending: true } as const;

/** Reads the query; what it can't be is as if it were not there. */
export function listAsked(query: string, known: { statuses: readonly string[]; sorts: readonly string[] }): ListAsked {
  const members = new URLSearchParams(query);
  const status = members.get('status');
  const sort = members.get('sort');
  return {
    status: status !== null && known.statuses.includes(status) ? status : null,
    subject: members.get('subject') || null,
    sort: sort !== null && known.sorts.includes(sort) ? sort : firstSort.sort,
    descending: members.get('order') !== 'ascending',
  };
}

/** The members of the query for a sorting; the first one takes none. */
export function sortQuery(sort: string, descending: boolean): Readonly<Record<'sort' | 'order', string | null>> {
  return { sort: sort === firstSort.sort ? null : sort, order: descending ? null : 'ascending' };
}
