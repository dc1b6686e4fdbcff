import { type Compared, type Scale, whiskersOf } from '../run/chart-scale.ts';

/** Steps between ticks that are easy to read, by how many powers of ten there are. */
const steps = [1, 2, 5, 10] as const;

/** As wide as the figures and their whiskers are: how far runs are apart is what is looked for, and figures have units of their own. */
export function metricScale(figures: readonly Compared[]): Scale {
  const reached = figures.flatMap((one) => [one.base, one.personalized, ...whiskersOf(one)]);
  const [least, most] = [Math.min(...reached), Math.max(...reached)];
  const rough = Math.max(most - least, 0.01) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (steps.find((one) => one * power >= rough * 0.999) ?? 10);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  const [from, to] = [first * step, last * step];
  return {
    from,
    to,
    ticks: Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(6))),
    at: (value) => (100 * (value - from)) / (to - from),
  };
}
