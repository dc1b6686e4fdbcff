/** Things that a list has, and whether it has all that there are. */
export interface Listed {
  readonly ids: ReadonlySet<string>;
  readonly complete: boolean;
}

export type Lists = Readonly<Record<'subjects' | 'runs' | 'webhooks', Listed>>;

/** Whether an address of the console leads to something: to what is not listed it does only where the list may lack it. */
export function isThere(href: string, lists: Lists | null): boolean {
  const [, folder, id = ''] = /^\/(subjects|runs|webhooks)\/([^/?]+)$/.exec(href) ?? [];
  if (folder === undefined) return true;
  if (lists === null) return false;
  const { ids, complete } = lists[folder as keyof Lists];
  return ids.has(id) || !complete;
}
