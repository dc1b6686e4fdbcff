import type { components, Likeness } from '@likeness/client';
import { answerTo } from '../asking/answer.ts';
import { type AddedPhoto, type ChosenPhoto, isTaken } from './photo.ts';

type Form = components['schemas']['UploadForm'];

interface Forms {
  readonly photo: Form;
  /** Null for a photo without one. */
  readonly mask: Form | null;
}

/** Photos that the service expects, and how each comes to it. */
export interface Announced {
  readonly upload: string;
  /** When the forms are no longer good, in milliseconds. */
  readonly until: number;
  /** By the photos' ids. */
  readonly forms: ReadonlyMap<number, Forms>;
}

export async function announce(
  likeness: Likeness,
  subject: string,
  photos: readonly (ChosenPhoto & AddedPhoto)[],
  signal: AbortSignal,
): Promise<Announced> {
  const taken = photos.filter(isTaken);
  const files = taken.flatMap(({ name, role, file, mask, look }) =>
    look === null ? [] : [{ name, role, type: look.type, bytes: file.size, mask: mask !== null }],
  );
  const {
    upload,
    expiresAt,
    files: expected,
  } = await answerTo(
    likeness.http.POST('/v1/subjects/{subject}/photos', { params: { path: { subject } }, body: { files }, signal }),
  );
  // The service answers by role: photos of a role are in the order in which they were announced.
  const left = [...taken];
  const forms = new Map<number, Forms>();
  for (const { role, form, maskForm } of expected) {
    const [photo] = left.splice(
      left.findIndex((one) => one.role === role),
      1,
    );
    if (photo !== undefined) forms.set(photo.id, { photo: form, mask: maskForm });
  }
  return { upload, until: Date.parse(expiresAt), forms };
}
