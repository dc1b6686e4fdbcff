/** What the serving benchmark measured, and what follows from it. */
import { z } from 'zod';

const way = z.object({ what: z.string(), seconds: z.array(z.number()).min(1) });
const rate = z.object({ what: z.string(), perSecond: z.array(z.number()).min(1) });
const percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });

/** What serve_measure.py prints. */
export const measurement = z.object({
  version: z.literal(1),
  gpu: z.string().nullable(),
  torch: z.string(),
  backbone: z.string(),
  /** Of a picture as the backbone sees it, in pixels. */
  side: z.number(),
  /** In memory, of one adapter. */
  adapterBytes: z.number(),
  batch: z.number(),
  counts: z.array(z.number()),
  model: z.object({
    /** The least between ours and peft's vectors. */
    cosine: z.object({ fp32: z.number(), bf16: z.number() }),
    loading: z.object({ adapters: z.number(), seconds: z.number() }),
    /** Seconds an image in each round, `base only` first. */
    mixed: z.array(way).min(2),
    peft: z.array(z.object({ adapters: z.number(), ways: z.array(way).length(3) })),
  }),
  /** Requests a second in each round. */
  served: z.array(rate).min(2),
  phone: z.array(rate).min(2),
  callers: z.number(),
  errors: z.number(),
  cold: z.array(z.object({ resident: z.number(), cold: percentiles, warm: percentiles })).length(2),
  latency: z.array(percentiles.extend({ share: z.number(), rate: z.number(), errors: z.number() })),
  memory: z.object({ empty: z.number(), resident: z.number(), full: z.number() }),
});
export type Measurement = z.infer<typeof measurement>;

export const median = (values: readonly number[]): number => {
  const ordered = values.toSorted((a, b) => a - b);
  const middle = Math.floor(ordered.length / 2);
  const upper = ordered[middle] ?? Number.NaN;
  return ordered.length % 2 === 1 ? upper : ((ordered[middle - 1] ?? upper) + upper) / 2;
};

export interface Share {
  readonly what: string;
  /** Images a second, in the median. */
  readonly perSecond: number;
  /** Of the first one's, in the median and in the least and most of the rounds. */
  readonly share: number;
  readonly least: number;
  readonly most: number;
}

/** Each as a share of the first, round by round, so that a slow round is slow for both. */
export function shares(ways: readonly { readonly what: string; readonly perSecond: readonly number[] }[]): Share[] {
  const first = ways[0]?.perSecond ?? [];
  return ways.map(({ what, perSecond }) => {
    const each = perSecond.map((value, round) => value / (first[round] ?? value));
    const [least, most] = [Math.min(...each), Math.max(...each)];
    return { what, perSecond: median(perSecond), share: median(perSecond) / median(first), least, most };
  });
}

export const rates = (ways: Measurement['model']['mixed']): { what: string; perSecond: number[] }[] =>
  ways.map(({ what, seconds }) => ({ what, perSecond: seconds.map((value) => 1 / value) }));

export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly found: string;
  readonly reached: boolean;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const times = (factor: number): string => `${factor.toFixed(2)} x`;
const milliseconds = (seconds: number): string => `${(1000 * seconds).toFixed(1)} ms`;

/** Ours against each of peft's ways, with as many adapters as peft held. */
export function againstPeft(peft: Measurement['model']['peft'][number]): { switching: number; mixed: number } {
  const [ours, switching, mixed] = ['ours', 'switching', 'mixed'].map((name) =>
    median(peft.ways.find(({ what }) => what === name)?.seconds ?? []),
  ) as [number, number, number];
  return { switching: switching / ours, mixed: mixed / ours };
}

/** The design's bars, by what this measurement has of them. */
export function goals({ served, model, cold }: Measurement): Goal[] {
  const found: Goal[] = [];
  const add = (what: string, goal: string, text: string, reached: boolean): void => {
    found.push({ what, goal, found: text, reached });
  };
  for (const [count, least] of [
    ['64', 0.9],
    ['1024', 0.85],
  ] as const) {
    const share = shares(served).find(({ what }) => what === count)?.share;
    if (share !== undefined)
      add(
        `${count} adapters mixed, of the base alone, through the server`,
        percent(least),
        percent(share),
        share >= least,
      );
  }
  for (const peft of model.peft) {
    const { switching, mixed } = againstPeft(peft);
    const held = `${peft.adapters} adapters in memory`;
    add(`against peft's switching for each request, ${held}`, '5.00 x', times(switching), switching >= 5);
    add(`against peft's mixed batch, ${held}`, '1.50 x', times(mixed), mixed >= 1.5);
  }
  for (const { resident, cold: seconds } of cold)
    add(
      `cold load to first vector, p95, ${resident} resident`,
      '50.0 ms',
      milliseconds(seconds.p95),
      seconds.p95 < 0.05,
    );
  add('least cosine to peft, fp32', '0.9999', model.cosine.fp32.toFixed(6), model.cosine.fp32 >= 0.9999);
  add('least cosine to peft, bf16', '0.999', model.cosine.bf16.toFixed(6), model.cosine.bf16 >= 0.999);
  return found;
}

export const words = { percent, times, milliseconds };
