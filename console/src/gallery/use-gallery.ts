import { useCallback } from 'react';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { addressesHold } from '../asking/use-asked.ts';
import { type List, useList } from '../asking/use-list.ts';
import type { GalleryPhoto } from './gallery-picture.tsx';

const limit = 48;

export interface Gallery extends List<GalleryPhoto> {
  /** Shows a photo that was just added, before the others. */
  show(photo: GalleryPhoto): void;
  /** Shows these no more. */
  leaveOut(ids: readonly string[]): void;
}

const others = (photos: readonly GalleryPhoto[], ids: readonly string[]): readonly GalleryPhoto[] =>
  photos.filter(({ id }) => !ids.includes(id));

/** The photos of the gallery. */
export function useGallery(): Gallery {
  const { likeness } = useService();
  const list = useList(
    'gallery',
    (cursor, signal) => {
      const query = { limit, ...(cursor !== null && { cursor }) };
      return answerTo(likeness.http.GET('/v1/gallery', { params: { query }, signal }));
    },
    ({ id }) => id,
    addressesHold,
  );
  const { change } = list;
  const show = useCallback(
    (photo: GalleryPhoto) => change((photos) => [photo, ...others(photos, [photo.id])]),
    [change],
  );
  const leaveOut = useCallback((ids: readonly string[]) => change((photos) => others(photos, ids)), [change]);
  return { ...list, show, leaveOut };
}
