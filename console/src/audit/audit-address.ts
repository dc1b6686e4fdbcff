/** What the address of the log asks for. */
export interface AuditAsked {
  /** `user:ann` or `client:...`; null is anybody. */
  readonly principal: string | null;
  /** From 1. */
  readonly page: number;
  /** Of the page; null is the first. */
  readonly cursor: string | null;
}

/** Reads the query; what it can't be is as if it were not there. */
export function auditAsked(query: string): AuditAsked {
  const members = new URLSearchParams(query);
  const cursor = members.get('cursor') || null;
  const page = Number(members.get('page'));
  return {
    principal: members.get('principal') || null,
    page: cursor !== null && Number.isInteger(page) && page > 1 ? page : 1,
    cursor,
  };
}

/** The log of one alone, from its start. */
export const auditOf = (principal: string): string => `/audit?principal=${encodeURIComponent(principal)}`;
