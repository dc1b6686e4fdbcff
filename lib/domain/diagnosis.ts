import { sourceName } from './sources.ts';
import type { Comparison, Dense, Metrics } from './verdict.ts';

/** What a source of positives adds to average precision with one reference. */
interface Effect {
  readonly source: string;
  readonly difference: number;
}

/** What the jobs measured, as far as it is looked at here. */
export interface Findings {
  /** Null where nothing was judged. */
  readonly metrics: Metrics | null;
  /** Of tasks that find where the thing is, by name. */
  readonly dense: Dense;
  /** The positives that train, and how many wholly different images they are worth (the Vendi score). */
  readonly positives: { readonly kept: number; readonly vendi: number };
  readonly effects: readonly Effect[];
}

/** `evaluation.json`, as far as it is looked at here; what a version of the job did not measure is absent. */
export interface Measured {
  readonly metrics?: Metrics | null;
  readonly dense?: Dense | null;
  readonly effects?: readonly Effect[] | null;
}

/** `curation.json`, likewise. */
export interface Curated {
  readonly summary: { readonly vendi: number };
  readonly sources: Readonly<Record<string, { readonly kind: string; readonly kept: number }>>;
}

/** What the documents of a represent job say. */
export function findingsOf({ metrics, dense, effects }: Measured, { summary, sources }: Curated): Findings {
  const positives = Object.values(sources).filter(({ kind }) => kind === 'positive');
  return {
    metrics: metrics ?? null,
    dense: dense ?? {},
    effects: (effects ?? []).map(({ source, difference }) => ({ source: sourceName(source), difference })),
    positives: { kept: positives.reduce((sum, { kept }) => sum + kept, 0), vendi: summary.vendi },
  };
}

export const diagnosisCodes = ['no-localisation', 'plateau'] as const;

/** What is behind a result, and the numbers that say so. */
export interface Diagnosis {
  readonly code: (typeof diagnosisCodes)[number];
  /** A sentence with the numbers. */
  readonly message: string;
  readonly numbers: Readonly<Record<string, number>>;
}

export const diagnosisBounds = {
  /** Fewer images than this are too few to call their diversity saturated. */
  images: 20,
  /** A Vendi score of at most this share of the images: each is nearly like three others. */
  share: 0.25,
  /** A smaller effect of a source is none. */
  effect: 0.02,
  /** Fewer photos than this have no say in where the thing is found. */
  located: 3,
  /** Where the thing is was found already: intersection over union, of 1. */
  found: 0.8,
} as const;

/** Which diagnoses enough was measured for: of the others nothing is known, neither that they hold nor that they don't. */
export function examined({ metrics, dense, effects }: Findings): Diagnosis['code'][] {
  const localised = metrics !== null && locatedIn(dense).length > 0;
  return [...(localised ? ['no-localisation' as const] : []), ...(effects.length > 0 ? ['plateau' as const] : [])];
}

export const diagnose = (found: Findings): Diagnosis[] =>
  [noLocalisation(found), plateau(found)].filter((diagnosis) => diagnosis !== undefined);

/** Which thing it is was surely learnt, where it is in no task. */
function noLocalisation({ metrics, dense }: Findings): Diagnosis | undefined {
  const tasks = locatedIn(dense);
  if (metrics === null || tasks.length === 0) return undefined;
  const { averagePrecisionOneReference: global } = metrics;
  if (global.interval[0] <= 0 || tasks.some(([, task]) => learnt(task))) return undefined;
  const told = tasks.map(([task, { difference }]) => `${task} ${signed(difference)}`).join(', ');
  return {
    code: 'no-localisation',
    message:
      `Global results are good (average precision with one reference ${signed(global.difference)}) but dense ones are poor ` +
      `(${told}; no interval is above 0): the images that train lack localisation.`,
    numbers: {
      averagePrecisionOneReference: global.difference,
      ...Object.fromEntries(tasks.map(([task, { difference }]) => [task, difference])),
    },
  };
}

type Located = Comparison & { readonly photos: number };

const locatedIn = (dense: Findings['dense']): [task: string, Located][] =>
  Object.entries(dense).filter(([, { photos }]) => photos >= diagnosisBounds.located);

const learnt = ({ personalized, interval }: Located): boolean =>
  interval[0] > 0 || personalized >= diagnosisBounds.found;

/** The images are much alike, and no source is missed when it is left out. */
function plateau({ positives: { kept, vendi }, effects }: Findings): Diagnosis | undefined {
  const { images, share, effect } = diagnosisBounds;
  if (kept < images || vendi > share * kept || effects.length === 0) return undefined;
  if (effects.some(({ difference }) => Math.abs(difference) >= effect)) return undefined;
  const told = effects.map(({ source, difference }) => `${source} ${signed(difference)}`).join(', ');
  return {
    code: 'plateau',
    message:
      `Plateau: diversity is saturated. The ${kept} images that train are worth ${vendi.toFixed(1)} different ones (Vendi score), ` +
      `and no source adds anything (${told}). More images of these sources will not help; more photos may.`,
    numbers: {
      kept,
      vendi,
      ...Object.fromEntries(effects.map(({ source, difference }) => [source, difference])),
    },
  };
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
