import type { Evaluation } from '../evaluation/words.ts';
import { type SyntheticImage, sourceName } from './words.ts';

export interface ImageFilter {
  /** Null is any. */
  readonly source: string | null;
  readonly prompt: string | null;
  readonly kept: 'true' | 'false' | null;
}

export function filterOf(query: string): ImageFilter {
  const members = new URLSearchParams(query);
  const kept = members.get('kept');
  return {
    source: members.get('source') || null,
    prompt: members.get('prompt') || null,
    kept: kept === 'true' || kept === 'false' ? kept : null,
  };
}

export const isFiltered = (filter: ImageFilter): boolean => Object.values(filter).some((value) => value !== null);

interface Option {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
}

type Curation = Evaluation['curation'];

/** The sources to choose from: those that curation tells of, and those of the images that are known by now. */
export function sourceOptions(
  curation: Curation,
  images: readonly SyntheticImage[],
  { source }: ImageFilter,
): Option[] {
  const named = [...(curation?.sources ?? []), ...images].map((one) => one.source);
  const all = new Set(source === null ? named : [...named, source]);
  return [...all].map((value) => ({ label: sourceName(value), value }));
}

/** The words to choose from, of the chosen source or of all, each once. */
export function promptOptions(
  curation: Curation,
  images: readonly SyntheticImage[],
  { source, prompt }: ImageFilter,
): Option[] {
  const told = (curation?.prompts ?? []).filter((one) => source === null || one.source === source);
  const described = new Map(told.map((one) => [one.prompt, `${one.kept} of ${one.candidates} kept`]));
  const seen = images.flatMap((image) => image.prompt ?? []);
  const all = new Set([...described.keys(), ...seen, ...(prompt === null ? [] : [prompt])]);
  return [...all].map((value) => {
    const description = described.get(value);
    return { label: value, value, ...(description !== undefined && { description }) };
  });
}

/**
 * What to say where no image of a source is listed that curation counts: those of the category are made without the photos,
 * and serve other runs too.
 */
export function unlistedText(curation: Curation, { source, prompt, kept }: ImageFilter): string | null {
  const counted = curation?.sources.find((one) => one.source === source);
  if (counted === undefined || prompt !== null) return null;
  const { candidates, kept: trained } = counted;
  const count = kept === null ? candidates : kept === 'true' ? trained : candidates - trained;
  return count === 0
    ? null
    : `${count === 1 ? '1 image is' : `${count} images are`} counted above and not shown: made of the category, without your photos, they serve other runs too.`;
}
