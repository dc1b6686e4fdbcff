/** What the generation benchmark measured, and how its numbers are compared. */

/** How one shape is trained and sampled by us. */
export interface Recipe {
  readonly method: string;
  readonly precision: string;
  readonly batch: number;
  readonly sample_batch: number;
  readonly sampling_steps: number;
}

/** One case; seconds are a step's or a picture's, one a round, null where memory ran out. */
export interface Measured {
  readonly side: 'plain' | 'ours';
  readonly what: 'train' | 'sample';
  readonly method: string;
  readonly precision: string;
  readonly batch: number;
  readonly fused: boolean;
  readonly text_encoder: boolean;
  readonly checkpointing: boolean;
  readonly solver: string;
  readonly steps: number;
  readonly seconds: readonly (number | null)[];
  readonly peakBytes: number;
}

export const parts = ['train', 'image', 'whole'] as const;
export type Part = (typeof parts)[number];

export interface Rung {
  readonly change: string;
  readonly seconds: Readonly<Record<Part, number>>;
  /** From the rung before: the medians' ratio, and the least and most of the rounds' own. */
  readonly factors: Readonly<Record<Part, { readonly factor: number; readonly least: number; readonly most: number }>>;
}

export interface ShapeFigures {
  readonly shape: string;
  readonly weights: string;
  readonly recipe: Recipe;
  /** From the plain way to all changes together, the last; null where memory ran out on the way. */
  readonly ladder: readonly Rung[] | null;
  readonly costs: readonly Measured[];
}

/** What generation_measure.py prints. */
export interface Document {
  readonly device: string | null;
  readonly rounds: number;
  readonly threads: number;
  readonly torch: string;
  readonly subject: Readonly<Record<'steps' | 'classImages' | 'positives' | 'subjects', number>>;
  readonly shapes: readonly ShapeFigures[];
}

const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** Seconds a step or a picture in the median, or null where memory ran out. */
export const secondsOf = ({ seconds }: Measured): number | null =>
  seconds.some((one) => one === null) ? null : median(seconds as number[]);

type Wanted = Partial<Omit<Measured, 'seconds' | 'peakBytes'>>;

export function find({ costs }: ShapeFigures, wanted: Wanted): Measured {
  const keys = Object.keys(wanted) as (keyof Wanted)[];
  const found = costs.find((one) => keys.every((key) => one[key] === wanted[key]));
  if (found === undefined) throw new Error(`Nothing was measured for ${JSON.stringify(wanted)}.`);
  return found;
}

export const plainStep = (figures: ShapeFigures): Measured =>
  find(figures, { side: 'plain', what: 'train', text_encoder: false });
export const plainPicture = (figures: ShapeFigures): Measured =>
  find(figures, { side: 'plain', what: 'sample', batch: 1 });

/** How many times as fast, or null where one of the two ran out of memory. */
export function ratio(before: Measured, after: Measured): number | null {
  const [a, b] = [secondsOf(before), secondsOf(after)];
  return a === null || b === null ? null : a / b;
}

export const oursTrained = ({ costs }: ShapeFigures): Measured[] =>
  costs
    .filter(({ side, what, fused }) => side === 'ours' && what === 'train' && fused)
    .sort((a, b) => order(a).localeCompare(order(b)));

const order = (one: Measured): string => [one.method, one.precision, one.checkpointing, 100 + one.batch].join(' ');

export const oursSampled = ({ costs }: ShapeFigures): Measured[] =>
  costs
    .filter(({ side, what }) => side === 'ours' && what === 'sample')
    .sort((a, b) => sampleOrder(a).localeCompare(sampleOrder(b)));

const sampleOrder = (one: Measured): string => [one.solver, 100 + one.steps, one.precision, 100 + one.batch].join(' ');
