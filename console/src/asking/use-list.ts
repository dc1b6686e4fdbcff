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
}

const nothingOf = <T>(of: string): Known<T> => ({ of, data: null, next: null, loading: true, error: null });

/**
 * The list that `key` names, which grows page after page.
 * @param idOf tells whether two items are the same
 */
export function useList<T>(
  key: string,
  ask: (cursor: string | null, signal: AbortSignal) => Promise<ListPage<T>>,
  idOf: (item: T) => unknown,
): List<T> {
  const [asked, setAsked] = useState({ of: key, cursor: null as string | null });
  const [answered, setAnswered] = useState<Known<T>>(() => nothingOf(key));
  const latest = useRef({ ask, idOf });
  latest.current = { ask, idOf };
  // A page of another list, however late it was asked for, is none of this one.
  if (asked.of !== key) setAsked({ of: key, cursor: null });

  useEffect(() => {
    const ended = new AbortController();
    const { of, cursor } = asked;
    const { ask, idOf } = latest.current;
    setAnswered((before) => ({ ...(before.of === of ? before : nothingOf<T>(of)), loading: true, error: null }));
    ask(cursor, ended.signal).then(
      ({ data, next }) => {
        if (ended.signal.aborted) return;
        setAnswered((before) => {
          const known = cursor === null ? [] : (before.data ?? []);
          const ids = new Set(known.map(idOf));
          const added = data.filter((item) => !ids.has(idOf(item)));
          return { of, data: [...known, ...added], next, loading: false, error: null };
        });
      },
      (error: unknown) => {
        if (!ended.signal.aborted) setAnswered((before) => ({ ...before, loading: false, error }));
      },
    );
    return () => ended.abort();
  }, [asked]);

  const { of, data, next, loading, error } = answered.of === key ? answered : nothingOf<T>(key);
  const loadMore = useCallback(() => setAsked({ of, cursor: next }), [of, next]);
  const again = useCallback(
    () => setAsked((before) => (error === null ? { of, cursor: null } : { ...before })),
    [of, error],
  );
  useOnline(error, again);
  const change = useCallback((changed: (items: readonly T[]) => readonly T[]) => {
    setAnswered((before) => ({ ...before, data: changed(before.data ?? []) }));
  }, []);
  return { data, loading, error, more: next !== null, loadMore, again, change };
}
