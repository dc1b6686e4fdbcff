import { useCallback, useEffect, useState } from 'react';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import type { Stage } from './stage-names.ts';

export interface Line {
  readonly time: string | null;
  readonly text: string;
}

export interface Log {
  readonly lines: readonly Line[];
  readonly loading: boolean;
  readonly error: unknown;
  /** Reads it anew. */
  again(): void;
}

type Known = Omit<Log, 'again'>;

/** What is shown at most: older lines are dropped. */
const most = 5_000;
/** How often it is asked whether there are more, in milliseconds. */
const often = 2_000;

/** What the job of a stage printed, and as long as it is running, what it prints. */
export function useLog(run: string, stage: Stage['stage'], running: boolean): Log {
  const { likeness } = useService();
  const [log, setLog] = useState<Known>({ lines: [], loading: true, error: null });
  const [turn, setTurn] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn reads the same again
  useEffect(() => {
    const ended = new AbortController();
    let after: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setLog({ lines: [], loading: true, error: null });

    async function read(): Promise<void> {
      try {
        for (let lines: readonly Line[] | null = null; lines === null || lines.length > 0; ) {
          const query = { stage, ...(after !== null && { after }) };
          const answer = await answerTo(
            likeness.http.GET('/v1/runs/{run}/logs', { params: { path: { run }, query }, signal: ended.signal }),
          );
          const found: readonly Line[] = answer.lines;
          const stuck = answer.next === after;
          after = answer.next;
          setLog((before) => ({ lines: [...before.lines, ...found].slice(-most), loading: false, error: null }));
          lines = stuck ? [] : found;
        }
      } catch (error) {
        if (ended.signal.aborted) return;
        setLog((before) => ({ ...before, loading: false, error }));
      }
      if (running) timer = setTimeout(read, often);
    }
    void read();
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [likeness, run, stage, running, turn]);

  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { ...log, again };
}
