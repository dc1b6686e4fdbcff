/** The log of one alone, from its start. */
export const auditOf = (principal: string): string => `/audit?principal=${encodeURIComponent(principal)}`;
