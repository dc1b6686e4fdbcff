import { listedWord } from './captions/index.ts';
import type { ModelIndex } from './model-index.ts';

/** The distractors of a home, where an upload names none. */
export const homeDistractors = 'default';

/** How many photos of other things judge. */
export const distractorCounts = {
  /** With fewer of the user's the operator's judge too: fewer are a coarse judge. */
  enough: 20,
  /** As many there are then, all together. */
  filled: 60,
} as const;

export type BankPhoto = ModelIndex['files'][number];

/**
 * The photos in the order in which they are taken: those of the category first, look-alikes above all, then all others.
 * Within both the order is that of their digests, so that it depends neither on names nor on who asks.
 * @param photos whose paths are `{category}/{name}`
 */
export function inOrderOfUse(photos: readonly BankPhoto[], category: string): BankPhoto[] {
  const place = ({ path }: BankPhoto): number => (sameCategory(path.slice(0, path.indexOf('/')), category) ? 0 : 1);
  return photos.toSorted(
    (one, other) => place(one) - place(other) || (one.sha256 < other.sha256 ? -1 : one.sha256 > other.sha256 ? 1 : 0),
  );
}

/** Categories that are but for case, hyphens and spaces one are one. */
export const sameCategory = (one: string, other: string): boolean => spelling(one) === spelling(other);

const spelling = (category: string): string => {
  const plain = category
    .normalize('NFC')
    .toLowerCase()
    .replace(/[-_\s]+/g, ' ')
    .trim();
  return listedWord(plain) ?? plain;
};
