import { InputError } from '../../lib/domain/errors.ts';
import type { PhotoRole } from '../../lib/domain/upload.ts';
import { type Likeness, samePicture } from './duplicates.ts';
import { quoted } from './formats.ts';

interface Kept {
  readonly role: PhotoRole;
  readonly name: string;
  readonly likeness: Likeness;
}

/** Why a photo is left out; `surprising` reasons are also worth a warning. */
export interface Dropping {
  readonly reason: string;
  readonly surprising: boolean;
}

/** Keeps each picture once. Show it references first, then held-out photos, then photos of other things. */
export class Sieve {
  readonly #kept: Kept[] = [];

  /**
   * Undefined when the photo is kept, else why it is dropped.
   * @throws InputError `PhotoHeldOutTwice` for a held-out photo that is a reference too
   */
  add(photo: Kept): Dropping | undefined {
    const twin = this.#kept.find(({ likeness }) => samePicture(likeness, photo.likeness));
    if (twin === undefined) {
      this.#kept.push(photo);
      return undefined;
    }
    if (twin.role === photo.role) return { reason: `the same picture as ${quoted(twin.name)}`, surprising: false };
    if (photo.role === 'held-out') throw heldOutTwice(photo.name, twin.name);
    return { reason: `the same picture as ${quoted(twin.name)}, ${why[twin.role]}`, surprising: true };
  }

  count(role: PhotoRole): number {
    return this.#kept.filter((photo) => photo.role === role).length;
  }
}

/** By the role of the twin that is kept. */
const why: Readonly<Record<PhotoRole, string>> = {
  reference: 'a reference photo, so it is no photo of another thing',
  'held-out': 'a held-out photo, so it is no photo of another thing',
  'look-alike': 'a look-alike, which trains, so it does not judge',
  other: 'a photo of another thing that judges, so it does not train',
};

const heldOutTwice = (name: string, reference: string): InputError =>
  new InputError(
    'PhotoHeldOutTwice',
    `${quoted(name)} is held out to judge the result, but ${quoted(reference)} among the reference photos is the same picture. ` +
      'Remove it from one of the two folders.',
  );
