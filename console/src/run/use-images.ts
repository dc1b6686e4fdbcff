import type { components, RunDetail } from '@likeness/client';
import { useEffect, useState } from 'react';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';

export type SyntheticImage = components['schemas']['SyntheticImage'];

export interface ImageFilter {
  /** Null is any. */
  readonly source: string | null;
  readonly kept: 'true' | 'false' | null;
}

export interface Images {
  readonly images: readonly SyntheticImage[];
  readonly more: boolean;
  readonly loading: boolean;
  readonly error: unknown;
  loadMore(): void;
}

const pageSize = 48;

interface Known {
  readonly images: readonly SyntheticImage[];
  readonly next: string | null;
  readonly loading: boolean;
  readonly error: unknown;
}

const nothing: Known = { images: [], next: null, loading: true, error: null };

/** The synthetic images of a run, a page after the other; anew when a stage of the run is over. */
export function useImages(run: RunDetail, { source, kept }: ImageFilter): Images {
  const { likeness } = useService();
  const [known, setKnown] = useState(nothing);
  const [cursor, setCursor] = useState<string | null>(null);
  const made = run.stages.map(({ status }) => status).join();
  const key = [run.id, source, kept, made].join(' ');
  const [of, setOf] = useState(key);
  if (of !== key) {
    setOf(key);
    setCursor(null);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: `made` says that there may be others
  useEffect(() => {
    const ended = new AbortController();
    const query = { limit: pageSize, ...(cursor && { cursor }), ...(source && { source }), ...(kept && { kept }) };
    setKnown((before) => (cursor === null ? nothing : { ...before, loading: true, error: null }));
    answerTo(
      likeness.http.GET('/v1/runs/{run}/images', { params: { path: { run: run.id }, query }, signal: ended.signal }),
    ).then(
      ({ data, next }) =>
        setKnown(({ images }) => ({
          images: cursor === null ? data : [...images, ...data],
          next,
          loading: false,
          error: null,
        })),
      (error: unknown) => {
        if (!ended.signal.aborted) setKnown((before) => ({ ...before, loading: false, error }));
      },
    );
    return () => ended.abort();
  }, [likeness, run.id, source, kept, cursor, made]);

  const { next, ...shown } = known;
  return { ...shown, more: next !== null, loadMore: () => setCursor(next) };
}
