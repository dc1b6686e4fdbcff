import type { RunDetail } from '@likeness/client';
import { useCallback, useEffect, useState } from 'react';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import type { ImageFilter } from './images-filter.ts';
import type { SyntheticImage } from './images-words.ts';

export interface Images {
  readonly images: readonly SyntheticImage[];
  readonly more: boolean;
  readonly loading: boolean;
  readonly error: unknown;
  loadMore(): void;
  /** Tries the page that failed once more. */
  again(): void;
}

const pageSize = 48;

interface Known {
  /** The question that it answers. */
  readonly of: string;
  readonly images: readonly SyntheticImage[];
  readonly next: string | null;
  readonly loading: boolean;
  readonly error: unknown;
}

const nothingOf = (of: string): Known => ({ of, images: [], next: null, loading: true, error: null });

/** The synthetic images of a run, a page after the other; anew when a stage of the run is over. */
export function useImages(run: RunDetail, { source, prompt, kept }: ImageFilter): Images {
  const { likeness } = useService();
  const made = run.stages.map(({ status }) => status).join();
  const key = JSON.stringify([run.id, source, prompt, kept, made]);
  const [asked, setAsked] = useState({ of: key, cursor: null as string | null });
  const [answered, setAnswered] = useState(() => nothingOf(key));
  const [turn, setTurn] = useState(0);
  // A page of another question, however late it was asked for, is none of this one.
  if (asked.of !== key) setAsked({ of: key, cursor: null });
  const cursor = asked.of === key ? asked.cursor : null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key has `made`, and another turn asks the same again
  useEffect(() => {
    const ended = new AbortController();
    const filter = { ...(source && { source }), ...(prompt && { prompt }), ...(kept && { kept }) };
    const query = { limit: pageSize, ...(cursor && { cursor }), ...filter };
    setAnswered((before) => (cursor === null ? nothingOf(key) : { ...before, loading: true, error: null }));
    answerTo(
      likeness.http.GET('/v1/runs/{run}/images', { params: { path: { run: run.id }, query }, signal: ended.signal }),
    ).then(
      ({ data, next }) => {
        if (ended.signal.aborted) return;
        setAnswered(({ images }) => ({
          of: key,
          images: cursor === null ? data : [...images, ...data],
          ...{ next, loading: false, error: null },
        }));
      },
      (error: unknown) => {
        if (!ended.signal.aborted) setAnswered((before) => ({ ...before, loading: false, error }));
      },
    );
    return () => ended.abort();
  }, [likeness, key, cursor, turn]);

  const { of, images, next, loading, error } = answered.of === key ? answered : nothingOf(key);
  const loadMore = useCallback(() => setAsked({ of, cursor: next }), [of, next]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { images, more: next !== null, loading, error, loadMore, again };
}
