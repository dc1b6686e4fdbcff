import { sameCategory } from './distractors.ts';
import type { Hyperparameters } from './presets.ts';
import type { Accepted, AcceptedPhoto } from './upload.ts';

/** Whether look-alikes are to be among the negatives that the represent job trains on. */
export const trainsLookAlikes = (represent: Hyperparameters | null): boolean =>
  Number(represent?.hard_negatives ?? 0) > 0;

/** A subject that lends its reference photos to the other subjects of its tenant. */
export interface Lender {
  readonly subject: string;
  readonly accepted: Pick<Accepted, 'category' | 'photos'>;
}

export interface LentPhoto extends Pick<AcceptedPhoto, 'uri' | 'sha256'> {
  /** `{subject}/{name}` */
  readonly name: string;
}

/**
 * The reference photos of the lenders in the order in which they are taken: those of the category first, and of each
 * subject its first before any's second, so that it depends on no order of asking. A subject that shares a photo with
 * `own` is the same thing under another name: it lends nothing and is told of.
 * @param own the reference and held-out photos of the subject that borrows
 */
export function lentPhotos(
  lenders: readonly Lender[],
  category: string,
  own: readonly Pick<AcceptedPhoto, 'sha256'>[],
): { readonly photos: LentPhoto[]; readonly sameThing: string[] } {
  const mine = new Set(own.map(({ sha256 }) => sha256));
  const isMine = ({ accepted }: Lender): boolean =>
    accepted.photos.some((photo) => isReference(photo) && mine.has(photo.sha256));
  const byName = lenders.toSorted((one, other) => (one.subject < other.subject ? -1 : 1));
  const ranked = byName
    .filter((lender) => !isMine(lender))
    .flatMap(({ subject, accepted }) => {
      const far = sameCategory(accepted.category, category) ? 0 : 1;
      return accepted.photos
        .filter(isReference)
        .map(({ name, uri, sha256 }, rank) => ({ far, rank, photo: { name: `${subject}/${name}`, uri, sha256 } }));
    });
  return {
    photos: ranked.toSorted((one, other) => one.far - other.far || one.rank - other.rank).map(({ photo }) => photo),
    sameThing: byName.filter(isMine).map(({ subject }) => subject),
  };
}

const isReference = ({ role }: Pick<AcceptedPhoto, 'role'>): boolean => role === 'reference';
