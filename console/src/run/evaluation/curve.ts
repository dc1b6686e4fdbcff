import type { Point } from '../chart-scale.ts';
import type { Evaluation } from './words.ts';

export type Fold = NonNullable<Evaluation['curves']>[number];
type Curve = Fold['base'];

/** Recall to the right and precision upwards, a point for each photo that is found. */
export const pointsOf = ({ recall, precision }: Curve): Point[] =>
  recall.flatMap((x, at) => {
    const y = precision[at];
    return y === undefined ? [] : [{ x, y }];
  });

/** The share of the photos that are found before the first that shows another thing. */
export const foundFirst = (curve: Curve): number =>
  pointsOf(curve).reduce((share, { x, y }) => (y >= 1 ? Math.max(share, x) : share), 0);

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** What the curves say, in a sentence. */
export function curveText({ base, personalized }: Fold): string {
  return `Before the first photo of another thing, the adapter finds ${percent(foundFirst(personalized))} of the subject's photos and the base ${percent(foundFirst(base))}. To find them all, ${percent(1 - lastPrecision(personalized))} of what the adapter finds is something else, and ${percent(1 - lastPrecision(base))} of what the base finds.`;
}

const lastPrecision = (curve: Curve): number => pointsOf(curve).at(-1)?.y ?? 0;
