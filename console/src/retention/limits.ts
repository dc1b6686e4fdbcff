import type { components, Run } from '@likeness/client';

export type Retention = components['schemas']['Retention'];
export type Kind = keyof Retention;

interface KindWords {
  readonly name: string;
  /** What goes at that age. */
  readonly goes: string;
  /** As what goes with something older. */
  readonly inPassing: string;
}

/** In the order of the form: a part of a run, another part, and the whole. */
export const kindWords: Readonly<Record<Kind, KindWords>> = {
  photosDays: {
    name: 'Photos',
    goes: 'The photos that runs were given, with their masks. Runs, models and verdicts stay.',
    inPassing: 'photos',
  },
  syntheticDays: {
    name: 'Synthetic images',
    goes: 'The images that runs generated, and the personal generators that made them. Models and verdicts stay.',
    inPassing: 'synthetic images',
  },
  runsDays: {
    name: 'Whole runs',
    goes: 'All of a run: photos, images, its model, its verdict, its logs, and that it ever was. A run stays while an endpoint answers with its model, or can go back to it.',
    inPassing: 'all',
  },
};

export const kinds = Object.keys(kindWords) as Kind[];
/** The least and the most days. */
export const range = [1, 36_500] as const;

/** What a field says: null where it says no number of days that there can be. */
export function daysIn(text: string): number | null {
  const days = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  return days >= range[0] && days <= range[1] ? days : null;
}

export const daysText = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

/** Kinds of which less is kept than before. */
export const shortened = (before: Retention, after: Retention): Kind[] =>
  kinds.filter((kind) => {
    const [was, is] = [before[kind], after[kind]];
    return is !== null && (was === null || is < was);
  });

/** When a run must have ended for what is kept so many days to go. */
export const boundOf = (days: number, now: number): string => new Date(now - days * 24 * 3600 * 1000).toISOString();

/** How many of the runs ended before that. */
export const olderThan = (runs: readonly Pick<Run, 'finishedAt'>[], bound: string): number =>
  runs.filter(({ finishedAt }) => finishedAt !== null && finishedAt < bound).length;
