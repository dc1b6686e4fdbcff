import { figure } from '../formats/figures.ts';
import { type Compared, whiskersOf } from '../run/chart-scale.ts';
import { type Figure, figuresOf } from '../run/verdict-figures.ts';

/** The run whose adapter has the highest figure, and whether its whiskers are above all others'. */
export interface Highest {
  readonly at: number;
  readonly clear: boolean;
}

/** A figure of all runs, in their order; null where a run does not have it. */
export interface MetricRow {
  readonly name: string;
  readonly figures: readonly (Figure | null)[];
  readonly highest: Highest | null;
}

type Metrics = Readonly<Record<string, Compared & { readonly difference: number }>>;

export function metricRows(runs: readonly { readonly metrics: Metrics | null }[], comparable: boolean): MetricRow[] {
  const all = runs.map(({ metrics }) => figuresOf(metrics));
  const names = figuresOf(Object.assign({}, ...runs.map(({ metrics }) => metrics))).map(({ name }) => name);
  return names.map((name) => {
    const figures = all.map((own) => own.find((one) => one.name === name) ?? null);
    return { name, figures, highest: comparable ? highestOf(figures) : null };
  });
}

/** None where there is nothing to be higher than, or two are as high as far as figures are shown. */
function highestOf(figures: readonly (Figure | null)[]): Highest | null {
  const [first, second] = figures
    .flatMap((one, at) => (one === null ? [] : [{ one, at }]))
    .toSorted((a, b) => b.one.personalized - a.one.personalized);
  if (first === undefined || second === undefined) return null;
  if (figure(first.one.personalized) === figure(second.one.personalized)) return null;
  const [low] = whiskersOf(first.one);
  const clear = figures.every((other, at) => other === null || at === first.at || whiskersOf(other)[1] < low);
  return { at: first.at, clear };
}
