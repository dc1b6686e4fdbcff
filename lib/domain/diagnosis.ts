import type { Comparison, Metrics } from './verdict.ts';

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
  readonly dense: Readonly<Record<string, Comparison>>;
  /** The positives that train, and how many wholly different images they are worth (the Vendi score). */
  readonly positives: { readonly kept: number; readonly vendi: number };
  readonly effects: readonly Effect[];
}

/** What is behind a result, and the numbers that say so. */
export interface Diagnosis {
  readonly code: 'no-localisation' | 'plateau';
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
} as const;

export const diagnose = (found: Findings): Diagnosis[] =>
  [noLocalisation(found), plateau(found)].filter((diagnosis) => diagnosis !== undefined);

/** Which thing it is was surely learnt, where it is in no task. */
function noLocalisation({ metrics, dense }: Findings): Diagnosis | undefined {
  const tasks = Object.entries(dense);
  if (metrics === null || tasks.length === 0) return undefined;
  const { averagePrecisionOneReference: global } = metrics;
  if (global.interval[0] <= 0 || tasks.some(([, { interval }]) => interval[0] > 0)) return undefined;
  const told = tasks.map(([task, { difference }]) => `${task} ${signed(difference)}`).join(', ');
  return {
    code: 'no-localisation',
    message:
      `Global results are good (average precision with one reference ${signed(global.difference)}) but dense ones are poor ` +
      `(${told}; no interval is above 0): the generator lacks localisation.`,
    numbers: {
      averagePrecisionOneReference: global.difference,
      ...Object.fromEntries(tasks.map(([task, { difference }]) => [task, difference])),
    },
  };
}

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
