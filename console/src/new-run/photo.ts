import type { ImageType, PhotoRole } from '@likeness/client';
import type { DifferenceHash } from './difference-hash.ts';
import type { Light } from './light.ts';

/** What is seen of a photo by looking at it. */
export interface Look {
  readonly type: ImageType;
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
  readonly hash: DifferenceHash;
  readonly sharpness: number;
  readonly light: Light;
}

/** A photo that somebody chose. */
export interface ChosenPhoto {
  readonly id: number;
  readonly name: string;
  readonly role: PhotoRole;
  /** Null until it was looked at, and for what can't be. */
  readonly look: Look | null;
  /** Why it can't be taken. */
  readonly refusal: string | null;
}

/** What is told of a photo by whoever adds it. */
export interface AddedPhoto {
  readonly file: File;
  readonly role: PhotoRole;
  /** What says where the thing is, of a photo that has been with the service before. */
  readonly mask: Blob | null;
}

/** Whether it is sent. */
export const isTaken = (photo: ChosenPhoto): boolean => photo.look !== null && photo.refusal === null;
