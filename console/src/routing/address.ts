import { useSyncExternalStore } from 'react';

/** The History API says nothing of its own changes. */
const changed = 'likeness:address';

/** Goes somewhere within the console. `state` stays with the entry, over reloads too. */
export function navigate(address: string, { replace = false, state = null as unknown } = {}): void {
  if (replace) history.replaceState(state, '', address);
  else history.pushState(state, '', address);
  dispatchEvent(new Event(changed));
}

function subscribe(listener: () => void): () => void {
  const names = ['popstate', changed];
  for (const name of names) addEventListener(name, listener);
  return () => {
    for (const name of names) removeEventListener(name, listener);
  };
}

export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);

/** What follows the `?`, as text, so that it is the same as long as nothing changed. */
export const useQuery = (): string => useSyncExternalStore(subscribe, () => location.search);

/** A member of the query; null where there is none. */
export const useQueryMember = (name: string): string | null => new URLSearchParams(useQuery()).get(name);

/** The address of here with other members of the query, of which null is none. */
export function hereWith(changes: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') query.delete(name);
    else query.set(name, value);
  }
  return `${location.pathname}${query.size === 0 ? '' : `?${query}`}`;
}

/** Changes members of the query in place: filters are no steps to go back over. */
export const setQuery = (changes: Readonly<Record<string, string | null>>): void =>
  navigate(hereWith(changes), { replace: true, state: history.state });
