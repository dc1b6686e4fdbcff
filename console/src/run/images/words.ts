import type { components } from '@likeness/client';

export type SyntheticImage = components['schemas']['SyntheticImage'];

interface Words {
  readonly name: string;
  /** How its images are made. */
  readonly made: string;
}

const sources: Readonly<Record<string, Words>> = {
  dreambooth: { name: 'DreamBooth', made: 'A generator that learnt the subject draws it in new places.' },
  'cut-and-paste': { name: 'Cut-and-Paste', made: 'The subject, cut out of your photos, on other backgrounds.' },
  'augmented-real': { name: 'Augmented photos', made: 'Your own photos, cropped and lit in other ways.' },
  generator: { name: 'Generated negatives', made: 'Other things of the category, drawn by the generator.' },
  'look-alike': {
    name: 'Look-alikes',
    made: 'The subject in other colours, or its colours in another arrangement: close, and not it.',
  },
  'other-object': { name: 'Other objects', made: 'Things that are not the subject, on the same backgrounds.' },
  background: { name: 'Backgrounds', made: 'Places without the subject.' },
};

/** What a source is called. One that this console doesn't know keeps its own name. */
export const sourceName = (source: string): string => sources[source]?.name ?? source;
export const sourceMade = (source: string): string => sources[source]?.made ?? '';

const kinds: Readonly<Record<string, string>> = {
  positive: 'Shows the subject',
  negative: 'Shows another thing',
  anchor: 'Your photo, varied',
};

export const kindText = (kind: string): string => kinds[kind] ?? kind;

/** What curation decided, in a word that is seen, with a sign so that it is not the colour that says it. */
export function decision({ kept }: Pick<SyntheticImage, 'kept'>): string {
  if (kept === null) return 'Not judged';
  return kept ? '✓ Kept' : '✕ Dropped';
}

/** Why, as short as fits beneath a picture: what comes before the colon of a reason. */
export function shortReason({ kept, reason }: Pick<SyntheticImage, 'kept' | 'reason'>): string | null {
  if (kept !== false) return null;
  return reason?.split(':')[0]?.trim() || 'no reason was given';
}

/** Why, in full. */
export function whyText({ kept, reason }: Pick<SyntheticImage, 'kept' | 'reason'>): string {
  if (kept === null) return 'Curation has not looked at it yet.';
  if (kept) return reason ? `Kept: ${reason}.` : 'Kept: it trains.';
  return `Dropped: ${reason || 'no reason was given'}.`;
}

export const fidelityMeans = '1 is as alike as two of your photos are to each other, 0 as alike as other things are.';
