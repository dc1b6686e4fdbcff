/** What the API's benchmark measured, and what follows from it. */

/** One way to ask, of a store of one size, so many at once. */
export interface Case {
  readonly operation: string;
  /** How many runs the store has. */
  readonly runs: number;
  readonly atOnce: number;
}

/** All requests of a case, by rounds; times are in milliseconds. */
export interface Measured extends Case {
  readonly rounds: readonly { readonly milliseconds: readonly number[]; readonly seconds: number }[];
}

export interface Figures extends Case {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** In the median of the rounds. */
  readonly perSecond: number;
  /** The median of each round. */
  readonly medians: readonly number[];
}

/** The smallest of the values that so large a share of them is not above. */
export function percentile(values: readonly number[], share: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.max(0, Math.ceil(share * ordered.length) - 1)] ?? Number.NaN;
}

export function figuresOf({ rounds, ...of }: Measured): Figures {
  const all = rounds.flatMap(({ milliseconds }) => milliseconds);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(all, share)) as [number, number, number];
  const perSecond = percentile(
    rounds.map(({ milliseconds, seconds }) => milliseconds.length / seconds),
    0.5,
  );
  return { ...of, p50, p95, p99, perSecond, medians: rounds.map(({ milliseconds }) => percentile(milliseconds, 0.5)) };
}

export interface Growth {
  readonly operation: string;
  /** What the largest store's takes as a multiple of the smallest one's, in the median of the rounds. */
  readonly factor: number;
}

/** How much more an operation takes in the largest store, one at a time; round by round, so that a slow round is slow for both. */
export function growths(figures: readonly Figures[]): Growth[] {
  const alone = figures.filter(({ atOnce }) => atOnce === 1);
  return [...new Set(alone.map(({ operation }) => operation))].flatMap((operation) => {
    const bySize = alone.filter((of) => of.operation === operation).toSorted((a, b) => a.runs - b.runs);
    const [smallest, largest] = [bySize[0], bySize.at(-1)];
    if (smallest === undefined || largest === undefined || smallest === largest) return [];
    const factors = largest.medians.map((median, round) => median / (smallest.medians[round] ?? median));
    return [{ operation, factor: percentile(factors, 0.5) }];
  });
}

/** At most so much more: what is read once more is a level of the table's tree, and caches hold less of it. */
export const flat = 1.5;
