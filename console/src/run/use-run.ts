import type { RunDetail, Subject } from '@likeness/client';
import { useCallback, useEffect, useState } from 'react';
import { useService } from '../app/service.tsx';
import { type Asked, useAsked } from '../asking/use-asked.ts';
import { useOnline } from '../asking/use-online.ts';

interface Watched {
  readonly run: RunDetail | null;
  readonly error: unknown;
  again(): void;
}

/** The run as it is, and each time it changes, to its end. */
export function useRun(id: string): Watched {
  const { likeness } = useService();
  const [run, setRun] = useState<RunDetail | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn watches the same again
  useEffect(() => {
    const ended = new AbortController();
    setError(null);
    const watch = async () => {
      for await (const changed of likeness.runs.watch(id, { signal: ended.signal })) {
        setRun(changed);
        setError(null);
      }
    };
    watch().catch((thrown: unknown) => {
      if (!ended.signal.aborted) setError(thrown);
    });
    return () => ended.abort();
  }, [id, likeness, turn]);

  const again = useCallback(() => setTurn((before) => before + 1), []);
  useOnline(error, again);
  return { run, error, again };
}

/** Whose endpoint the run may change; null as long as the run is not known. */
export function useSubjectOf(run: RunDetail | null): Asked<Subject | null> {
  const { likeness } = useService();
  return useAsked(`subject of ${run?.id} ${run?.status}`, async (signal) =>
    run === null ? null : likeness.subjects.get(run.subject, { signal }),
  );
}
