import { useCallback, useEffect, useRef, useState } from 'react';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { patience } from '../asking/use-asked.ts';
import type { Stage } from './stage-names.ts';

export interface Line {
  readonly time: string | null;
  readonly text: string;
}

export interface Log {
  readonly lines: readonly Line[];
  /** How many came before these, and are not kept. */
  readonly dropped: number;
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

function longer({ lines, dropped }: Known, found: readonly Line[]): Known {
  const all = [...lines, ...found];
  const kept = all.slice(-most);
  return { lines: kept, dropped: dropped + all.length - kept.length, loading: false, error: null };
}

/** What the job of a stage printed, and as long as it is running, what it prints. A page that nobody sees asks for nothing. */
export function useLog(run: string, stage: Stage['stage'], running: boolean): Log {
  const { likeness } = useService();
  const [log, setLog] = useState<Known>({ lines: [], dropped: 0, loading: true, error: null });
  const [turn, setTurn] = useState(0);
  /** How far the log is read: a job that ends goes on to its last line, and doesn't begin anew. */
  const read = useRef<{ of: string; after: string | null }>({ of: '', after: null });

  useEffect(() => {
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const of = [run, stage, turn].join();
    if (read.current.of !== of) {
      read.current = { of, after: null };
      setLog({ lines: [], dropped: 0, loading: true, error: null });
    }

    async function readOn(): Promise<void> {
      for (let isEnd = false; !isEnd; ) {
        const { after } = read.current;
        const query = { stage, ...(after !== null && { after }) };
        const { lines, next } = await answerTo(
          likeness.http.GET('/v1/runs/{run}/logs', { params: { path: { run }, query }, signal: ended.signal }),
        );
        if (ended.signal.aborted) return;
        read.current = { of, after: next };
        setLog((before) => longer(before, lines));
        isEnd = lines.length === 0 || next === after;
      }
    }
    let reading = false;
    async function go(): Promise<void> {
      if (reading) return;
      clearTimeout(timer);
      reading = true;
      let pause = often;
      try {
        await readOn();
      } catch (error) {
        if (ended.signal.aborted) return;
        setLog((before) => ({ ...before, loading: false, error }));
        pause = patience;
      }
      reading = false;
      if (running && !document.hidden) timer = setTimeout(go, pause);
    }
    const seen = () => {
      if (running && !document.hidden) void go();
    };
    void go();
    document.addEventListener('visibilitychange', seen);
    return () => {
      ended.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [likeness, run, stage, running, turn]);

  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { ...log, again };
}
