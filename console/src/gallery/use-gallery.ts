import type { Likeness } from '@likeness/client';
import { useCallback, useEffect, useState } from 'react';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import type { GalleryPhoto } from './gallery-picture.tsx';

const pageSize = 48;

interface Known {
  readonly photos: readonly GalleryPhoto[];
  readonly next: string | null;
  readonly loading: boolean;
  readonly error: unknown;
}

export interface Gallery extends Omit<Known, 'next'> {
  readonly more: boolean;
  loadMore(): void;
  /** Reads it anew. */
  again(): void;
  /** Shows a photo that was just added, before the others. */
  show(photo: GalleryPhoto): void;
  /** Shows these no more. */
  leaveOut(ids: readonly string[]): void;
}

const nothing: Known = { photos: [], next: null, loading: true, error: null };

const others = (photos: readonly GalleryPhoto[], ids: readonly string[]): readonly GalleryPhoto[] =>
  photos.filter(({ id }) => !ids.includes(id));

const pageOf = (likeness: Likeness, cursor: string | null, signal: AbortSignal) => {
  const query = { limit: pageSize, ...(cursor && { cursor }) };
  return answerTo(likeness.http.GET('/v1/gallery', { params: { query }, signal }));
};

/** The photos of the gallery, a page after the other. */
export function useGallery(): Gallery {
  const { likeness } = useService();
  const [known, setKnown] = useState(nothing);
  const [asked, setAsked] = useState<{ readonly cursor: string | null }>({ cursor: null });

  useEffect(() => {
    const ended = new AbortController();
    const { cursor } = asked;
    setKnown((before) => ({ ...before, loading: true, error: null }));
    pageOf(likeness, cursor, ended.signal).then(
      ({ data, next }) =>
        setKnown(({ photos }) => {
          const before = cursor === null ? [] : photos;
          const seen = before.map(({ id }) => id);
          return { photos: [...before, ...others(data, seen)], next, loading: false, error: null };
        }),
      (error: unknown) => {
        if (!ended.signal.aborted) setKnown((before) => ({ ...before, loading: false, error }));
      },
    );
    return () => ended.abort();
  }, [likeness, asked]);

  const { next, ...shown } = known;
  const show = useCallback((photo: GalleryPhoto) => {
    setKnown((before) => ({ ...before, photos: [photo, ...others(before.photos, [photo.id])] }));
  }, []);
  const leaveOut = useCallback((ids: readonly string[]) => {
    setKnown((before) => ({ ...before, photos: others(before.photos, ids) }));
  }, []);
  return {
    ...shown,
    more: next !== null,
    loadMore: () => setAsked({ cursor: next }),
    again: () => setAsked({ cursor: null }),
    show,
    leaveOut,
  };
}
