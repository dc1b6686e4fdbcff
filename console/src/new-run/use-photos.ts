import type { PhotoRole } from '@likeness/client';
import { useEffect, useRef, useState } from 'react';
import { lookAtPhoto } from './look-at-photo.ts';
import type { AddedPhoto, ChosenPhoto } from './photo.ts';

/** A photo that was chosen, with its file and, once it was looked at, a small picture of it. */
export interface Photo extends ChosenPhoto, AddedPhoto {
  readonly thumbnail: string | null;
}

export interface Photos {
  readonly photos: readonly Photo[];
  add(added: readonly AddedPhoto[]): void;
  remove(id: number): void;
  setRole(id: number, role: PhotoRole): void;
}

let counted = 0;

/** The photos that are chosen, each of which is looked at, one after the other. */
export function usePhotos(): Photos {
  const [photos, setPhotos] = useState<readonly Photo[]>([]);
  const looking = useRef(Promise.resolve());
  const removed = useRef(new Set<number>());
  const shown = useRef(photos);
  shown.current = photos;

  function change(id: number, changes: Partial<Photo>): void {
    setPhotos((before) => before.map((photo) => (photo.id === id ? { ...photo, ...changes } : photo)));
  }

  async function lookAt({ id, file }: Photo): Promise<void> {
    if (removed.current.has(id)) return;
    try {
      const { thumbnail, ...found } = await lookAtPhoto(file);
      if (removed.current.has(id)) return;
      change(id, { ...found, thumbnail: thumbnail && URL.createObjectURL(thumbnail) });
    } catch (error) {
      // A file that was moved since it was chosen, above all.
      change(id, { refusal: `It can not be read: ${error instanceof Error ? error.message : String(error)}` });
    }
  }

  // What is not shown any more is let go of.
  useEffect(() => {
    const gone = removed.current;
    return () => {
      for (const { id, thumbnail } of shown.current) {
        gone.add(id);
        if (thumbnail !== null) URL.revokeObjectURL(thumbnail);
      }
    };
  }, []);

  return {
    photos,
    add(given) {
      const added = given.map((one): Photo => {
        counted += 1;
        return { ...one, id: counted, name: one.file.name, look: null, refusal: null, thumbnail: null };
      });
      setPhotos((before) => [...before, ...added]);
      for (const photo of added) looking.current = looking.current.then(() => lookAt(photo));
    },
    remove(id) {
      removed.current.add(id);
      const thumbnail = photos.find((photo) => photo.id === id)?.thumbnail;
      if (thumbnail) URL.revokeObjectURL(thumbnail);
      setPhotos((before) => before.filter((photo) => photo.id !== id));
    },
    setRole: (id, role) => change(id, { role }),
  };
}
