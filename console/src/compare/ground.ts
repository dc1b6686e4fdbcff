import type { Compared } from '../run/chart-scale.ts';

/** What of a run says how it was judged. */
export interface Judged {
  readonly subject: string;
  readonly protocol: 'held-out' | 'cross-validation' | null;
  readonly photos: { readonly heldOut: number; readonly distractors: number } | null;
  readonly metrics: Readonly<Record<string, Compared>> | null;
}

/** Less than what is shown of a figure. */
const smallest = 0.0005;

const isOne = (values: readonly unknown[]): boolean => new Set(values).size === 1;

/** Whether the base's figures are the same in all: the same photos give it the same, and others hardly ever. */
function isOneBase(runs: readonly Judged[]): boolean {
  const [first, ...others] = runs.map(({ metrics }) => metrics ?? {});
  return Object.entries(first ?? {}).every(([name, { base }]) =>
    others.every((metrics) => Math.abs((metrics[name]?.base ?? base) - base) < smallest),
  );
}

/** Why the figures of these runs are not of the same photos, or not of the same base; nothing where all says that they are. */
export function unlike(runs: readonly Judged[], differing: readonly string[]): readonly string[] {
  const judged = runs.filter(({ metrics }) => metrics !== null);
  if (judged.length < 2) return [];
  const reasons: string[] = [];
  const isOneThing = isOne(judged.map(({ subject }) => subject));
  if (!isOneThing) reasons.push('They are of different subjects.');
  if (!isOne(judged.map(({ protocol }) => protocol)))
    reasons.push('Some were judged on held-out photos, others by leaving out one reference photo after the other.');
  const counts = judged.map(({ photos }) => `${photos?.heldOut ?? 0} against ${photos?.distractors ?? 0}`);
  if (!isOne(counts)) {
    const told = counts.join(', ');
    reasons.push(
      `They were judged on different numbers of photos of the subject against photos of other things: ${told}.`,
    );
  }
  if (reasons.length > 0) return reasons;
  if (differing.includes('backbone')) return ['They began from different base models.'];
  if (isOneBase(judged)) return [];
  return ['The base itself does differently in them, so the photos that judged are not the same.'];
}
