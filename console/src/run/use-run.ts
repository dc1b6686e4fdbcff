import type { RunDetail, Subject } from '@likeness/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useService } from '../app/service.tsx';
import { isUnknown } from '../asking/answer.ts';
import { type Asked, patience, useAsked } from '../asking/use-asked.ts';
import { useOnline } from '../asking/use-online.ts';

interface Watched {
  readonly run: RunDetail | null;
  readonly error: unknown;
  again(): void;
}

/** How often it is asked what the endpoint answers by: another run, or a person, may point it elsewhere. In milliseconds. */
const often = 15_000;

/** The run as it is, and each time it changes, to its end. */
export function useRun(id: string): Watched {
  const { likeness } = useService();
  const [run, setRun] = useState<RunDetail | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);

  const seen = useRef<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn watches the same again
  useEffect(() => {
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = async () => {
      for await (const changed of likeness.runs.watch(id, { signal: ended.signal })) {
        seen.current = id;
        setRun(changed);
        setError(null);
      }
    };
    watch().catch((thrown: unknown) => {
      if (ended.signal.aborted) return;
      setError(thrown);
      if (seen.current === id && !isUnknown(thrown))
        timer = setTimeout(() => setTurn((before) => before + 1), patience);
    });
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [id, likeness, turn]);

  const again = useCallback(() => {
    setError(null);
    setTurn((before) => before + 1);
  }, []);
  useOnline(error, again);
  return { run, error, again };
}

/** Whose endpoint the run may change; null as long as the run is not known. */
export function useSubjectOf(run: RunDetail | null): Asked<Subject | null> {
  const { likeness } = useService();
  return useAsked(
    `subject of ${run?.id} ${run?.status}`,
    async (signal) => (run === null ? null : likeness.subjects.get(run.subject, { signal })),
    () => often,
  );
}
