import { signed } from '../formats/figures.ts';
import type { Compared } from './chart-scale.ts';

export interface Figure extends Compared {
  readonly name: string;
  readonly difference: number;
}

const names: Readonly<Record<string, string>> = {
  averagePrecisionOneReference: 'Average precision with one reference',
  averagePrecision: 'Average precision',
  ndcg: 'NDCG',
  margin: 'Margin to the nearest other thing',
};

type Comparisons = Readonly<Record<string, Compared & { readonly difference: number }>>;

/** The verdict's figures, the one that decides first. Those that this console doesn't know keep their own names. */
export function figuresOf(metrics: Comparisons | null): readonly Figure[] {
  const order = Object.keys(names);
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(metrics ?? {})
    .toSorted(([one], [other]) => place(one) - place(other))
    .map(([name, comparison]) => ({ ...comparison, name: names[name] ?? name }));
}

export function difference({ difference: value, interval: [low = 0, high = 0] }: Figure): string {
  return `${signed(value)} (${signed(low)} to ${signed(high)})`;
}
