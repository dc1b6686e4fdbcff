/** What the training benchmark measured, and what follows from it. */

export interface Factor {
  /** Of the medians, and the least and most of the rounds' own. */
  readonly factor: number;
  readonly least: number;
  readonly most: number;
}

export interface Rung extends Factor {
  readonly change: string;
  /** Of a step, in the median. */
  readonly seconds: number;
}

export interface Apart extends Factor {
  readonly what: 'still' | 'blocks' | 'photos' | 'bf16';
  readonly seconds: number;
  /** What the first step took longer than others, in seconds: filling the trunk's store, among others. */
  readonly before: number;
}

/** Pictures of one kind, all read once: what ours pays before its first step. */
export interface Reading {
  readonly kind: 'photos' | 'synthetic';
  /** Width and height of a file in pixels, and its bytes in the mean. */
  readonly size: readonly [number, number];
  readonly bytes: number;
  readonly pictures: number;
  /** For all. */
  readonly seconds: number;
  /** How many of them a step draws. */
  readonly drawn: number;
}

export interface ShapeFigures {
  readonly shape: string;
  readonly reading: readonly Reading[];
  /** What the seconds of our step's operations go to, 1 together. */
  readonly shares: { readonly products: number; readonly attention: number; readonly rest: number };
  readonly ladder: readonly Rung[];
  readonly whole: Factor;
  readonly apart: readonly Apart[];
}

export interface Curve {
  readonly shape: string;
  readonly what: string;
  readonly plain: readonly number[];
  readonly ours: readonly number[];
  /** The largest, relative to the plain way's. */
  readonly difference: number;
}

export interface CohortFigures {
  readonly subjects: number;
  readonly steps: number;
  /** Seconds of one job for all, and of a job for each subject. */
  readonly together: number;
  readonly each: readonly number[];
  readonly same: boolean;
}

/** What train_measure.py prints. */
export interface Document {
  readonly rounds: number;
  /** Its name; null where the processor trained. */
  readonly gpu: string | null;
  readonly threads: number;
  readonly torch: string;
  readonly quick: boolean;
  readonly shapes: readonly ShapeFigures[];
  readonly curves: readonly Curve[];
  readonly cohort: CohortFigures;
}

/** A step's seconds the plain way and ours. */
export const stepOf = ({ ladder }: ShapeFigures): { plain: number; ours: number } => ({
  plain: ladder[0]?.seconds ?? Number.NaN,
  ours: ladder.at(-1)?.seconds ?? Number.NaN,
});

/** Seconds that reading takes ours, once, and the plain way, at each step. */
export const readingOf = ({ reading }: ShapeFigures): { once: number; eachStep: number } => ({
  once: reading.reduce((sum, { seconds }) => sum + seconds, 0),
  eachStep: reading.reduce((sum, { seconds, pictures, drawn }) => sum + (drawn * seconds) / pictures, 0),
});

/** The number of steps after which reading once has been made up for; null for never. */
export function paidBack(figures: ShapeFigures): number | null {
  const { plain, ours } = stepOf(figures);
  return plain > ours ? Math.ceil(readingOf(figures).once / (plain - ours)) : null;
}

/** How many times as many subjects an hour one job for all trains, where each job takes `startUp` seconds to be given a machine. */
export function throughput({ together, each }: CohortFigures, startUp: number): number {
  const apart = each.reduce((sum, seconds) => sum + seconds + startUp, 0);
  return apart / (together + startUp);
}

/** That the two ways learn the same. */
export const sameCurve = ({ difference }: Curve): boolean => difference < 1e-3;
