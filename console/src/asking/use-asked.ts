import { useCallback, useEffect, useRef, useState } from 'react';

/** What was asked for, as far as it is known. */
export interface Asked<T> {
  /** The last answer; kept while it is asked for again. */
  readonly data: T | null;
  /** Why the last try failed; null once one did not. */
  readonly error: unknown;
  readonly loading: boolean;
  again(): void;
}

interface Known<T> {
  readonly key: string;
  readonly data: T | null;
  readonly error: unknown;
  readonly loading: boolean;
}

/** After a failure it is asked again so many milliseconds later. */
export const patience = 10_000;

/**
 * Asks for what `key` names, and again each time it is another. `every` says after how many milliseconds to ask again, or null
 * for never; a page that nobody sees asks nothing, and asks at once when it is seen again, as when the network is back.
 */
export function useAsked<T>(
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
  every: (data: T) => number | null = () => null,
): Asked<T> {
  const [known, setKnown] = useState<Known<T>>({ key, data: null, error: null, loading: true });
  const [turn, setTurn] = useState(0);
  const latest = useRef({ ask, every });
  latest.current = { ask, every };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn asks for the same again
  useEffect(() => {
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let next: number | null = null;
    const wait = () => {
      clearTimeout(timer);
      if (next !== null && !document.hidden) timer = setTimeout(go, next);
    };
    async function go(): Promise<void> {
      clearTimeout(timer);
      try {
        const data = await latest.current.ask(ended.signal);
        if (ended.signal.aborted) return;
        setKnown({ key, data, error: null, loading: false });
        next = latest.current.every(data);
      } catch (error) {
        if (ended.signal.aborted) return;
        setKnown((before) => ({ key, data: before.key === key ? before.data : null, error, loading: false }));
        next = next === null ? null : patience;
      }
      wait();
    }
    const seen = () => {
      if (!document.hidden && next !== null) void go();
    };
    setKnown((before) => ({ key, data: before.key === key ? before.data : null, error: null, loading: true }));
    void go();
    document.addEventListener('visibilitychange', seen);
    addEventListener('online', go);
    return () => {
      ended.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
      removeEventListener('online', go);
    };
  }, [key, turn]);

  const again = useCallback(() => setTurn((before) => before + 1), []);
  // An answer to another question is none.
  if (known.key !== key) return { data: null, error: null, loading: true, again };
  return { data: known.data, error: known.error, loading: known.loading, again };
}

/** The addresses of files are good for an hour: after so many milliseconds, whoever shows some asks for them anew. */
export const addressesHold = 45 * 60_000;
