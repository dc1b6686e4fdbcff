/** A point of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A figure of the base and of the adapter, with the 95 % interval of their difference. */
export interface Compared {
  readonly base: number;
  readonly personalized: number;
  readonly interval: readonly number[];
}

/** What is drawn: values between `from` and `to`, with round numbers to read them by. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  /** Where a value lies, in percent. */
  readonly at: (value: number) => number;
}

/** The whiskers of a figure: the interval of the difference, drawn from the base. */
export function whiskersOf({ base, interval: [low = 0, high = 0] }: Compared): readonly [number, number] {
  return [base + low, base + high];
}

/** From 0 to 1, which the figures are between as a rule, and as far beyond as they reach. */
export function scaleOf(figures: readonly Compared[]): Scale {
  const reached = figures.flatMap((figure) => [figure.base, figure.personalized, ...whiskersOf(figure)]);
  const step = 0.25;
  const from = Math.floor(Math.min(0, ...reached) / step) * step;
  const to = Math.ceil(Math.max(1, ...reached) / step) * step;
  const count = Math.round((to - from) / step) + 1;
  return {
    from,
    to,
    ticks: Array.from({ length: count }, (_, at) => from + at * step),
    at: (value) => (100 * (value - from)) / (to - from),
  };
}
