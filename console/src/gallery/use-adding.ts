import type { Likeness } from '@likeness/client';
import { LikenessApiError } from '@likeness/client';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { readyPhoto } from '../photos/ready-photo.ts';
import type { GalleryPhoto } from './gallery-picture.tsx';

/** Photos on their way into the gallery. */
export interface Adding {
  readonly done: number;
  readonly of: number;
  /** Those that did not get there. */
  readonly failed: readonly { readonly name: string; readonly error: unknown }[];
}

const atOnce = 3;

const dataUri = (image: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(image);
  });

async function put(likeness: Likeness, file: File): Promise<GalleryPhoto> {
  const image = await dataUri((await readyPhoto(file)).image);
  return answerTo(likeness.http.POST('/v1/gallery', { body: { image } }));
}

/** Whether nothing else will be taken either. */
const isFull = (error: unknown): boolean => error instanceof LikenessApiError && error.code === 'QuotaExceeded';

const photosText = (count: number): string => (count === 1 ? 'The photo is' : `${count} photos are`);

/** Adds photos to the gallery, a few at a time. @param show is told of each that is there */
export function useAdding(show: (photo: GalleryPhoto) => void) {
  const { likeness } = useService();
  const notices = useNotices();
  const [adding, setAdding] = useState<Adding | null>(null);
  const busy = adding !== null && adding.done < adding.of;

  async function add(files: readonly File[]): Promise<void> {
    if (busy) return notices.failed(new Error('Others are on their way still. Add these after them.'));
    const left = files.values();
    const there = new Set<string>();
    let full: unknown = null;
    setAdding({ done: 0, of: files.length, failed: [] });
    const told = (failed: Adding['failed']) =>
      setAdding((now) => now && { ...now, done: now.done + 1, failed: [...now.failed, ...failed] });
    const worker = async (): Promise<void> => {
      for (const file of left) {
        try {
          if (full !== null) throw full;
          const photo = await put(likeness, file);
          there.add(photo.id);
          show(photo);
          told([]);
        } catch (error) {
          if (isFull(error)) full = error;
          told([{ name: file.name, error }]);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    if (there.size > 0) notices.succeeded(`${photosText(there.size)} in the gallery.`);
  }

  return { adding, busy, add, dismiss: () => setAdding(null) };
}
