import { useCallback, useEffect, useRef, useState } from 'react';
import type { ListPage } from './paging.ts';
import type { Asked } from './use-asked.ts';
import { useOnline } from './use-online.ts';

export interface List<T> extends Asked<readonly T[]> {
  /** Whether there is more of it than is known. */
  readonly more: boolean;
  loadMore(): void;
  /** Tries once more what failed; reads all of it anew where nothing did. */
  again(): void;
  /** Until it is read anew. */
  change(changed: (items: readonly T[]) => readonly T[]): void;
}

interface Known<T> {
  /** The list that it is of. */
  readonly of: string;
  readonly data: readonly T[] | null;
  readonly next: string | null;
  readonly loading: boolean;
  readonly error: unknown;
  /** When its beginning was read, in milliseconds since 1970. */
  readonly since: number | null;
}

const nothing = { data: null, next: null, loading: true, error: null, since: null };
const nothingOf = <T>(of: string): Known<T> => ({ of, ...nothing });

/** What is read: a page, or the list from its beginning until so many are known. */
interface Reading {
  readonly of: string;
  readonly cursor: string | null;
  readonly least: number;
}

/**
 * The list that `key` names, which grows page after page.
 * @param idOf tells whether two items are the same
 * @param lasts after how many milliseconds what is known is read anew, or null for never
 */
export function useList<T>(
  key: string,
  ask: (cursor: string | null, signal: AbortSignal) => Promise<ListPage<T>>,
  idOf: (item: T) => unknown,
  lasts: number | null = null,
): List<T> {
  const [asked, setAsked] = useState<Reading>({ of: key, cursor: null, least: 0 });
  const [answered, setAnswered] = useState<Known<T>>(() => nothingOf(key));
  const latest = useRef({ ask, idOf });
  latest.current = { ask, idOf };
  // A page of another list, however late it was asked for, is none of this one.
  if (asked.of !== key) setAsked({ of: key, cursor: null, least: 0 });

  useEffect(() => {
    const ended = new AbortController();
    const { of, cursor, least } = asked;
    const { ask, idOf } = latest.current;
    async function read(): Promise<ListPage<T>> {
      const data: T[] = [];
      for (let from = cursor; ; ) {
        const page = await ask(from, ended.signal);
        data.push(...page.data);
        if (page.next === null || data.length >= least) return { data, next: page.next };
        from = page.next;
      }
    }
    setAnswered((before) => ({ ...(before.of === of ? before : nothingOf<T>(of)), loading: true, error: null }));
    read().then(
      ({ data, next }) => {
        if (ended.signal.aborted) return;
        setAnswered((before) => {
          const known = cursor === null ? [] : (before.data ?? []);
          const items = new Map([...data, ...known].map((item) => [idOf(item), item]));
          const added = data.filter((item) => items.get(idOf(item)) === item);
          const since = cursor === null ? Date.now() : before.since;
          return { of, data: [...known, ...added], next, loading: false, error: null, since };
        });
      },
      (error: unknown) => {
        if (!ended.signal.aborted) setAnswered((before) => ({ ...before, loading: false, error }));
      },
    );
    return () => ended.abort();
  }, [asked]);

  const { of, data, next, loading, error, since } = answered.of === key ? answered : nothingOf<T>(key);
  const known = data?.length ?? 0;
  const loadMore = useCallback(() => setAsked({ of, cursor: next, least: 0 }), [of, next]);
  const again = useCallback(
    () => setAsked((before) => (error === null ? { of, cursor: null, least: known } : { ...before })),
    [of, error, known],
  );
  useOnline(error, again);
  useEffect(() => {
    if (lasts === null || since === null || error !== null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      clearTimeout(timer);
      if (!document.hidden) timer = setTimeout(again, since + lasts - Date.now());
    };
    wait();
    document.addEventListener('visibilitychange', wait);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wait);
    };
  }, [lasts, since, error, again]);
  const change = useCallback((changed: (items: readonly T[]) => readonly T[]) => {
    setAnswered((before) => ({ ...before, data: changed(before.data ?? []) }));
  }, []);
  return { data, loading, error, more: next !== null, loadMore, again, change };
}
