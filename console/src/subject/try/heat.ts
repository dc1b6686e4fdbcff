import type { LocateAnswer } from '@likeness/client';

export type Similarity = NonNullable<LocateAnswer['data'][number]>['similarity'];
type Colour = readonly [number, number, number];

/** From little to much: it grows lighter all the way, so that it is read without its hues too. */
const stops: readonly Colour[] = [
  [48, 18, 99],
  [52, 94, 141],
  [34, 155, 138],
  [137, 208, 78],
  [253, 231, 37],
];

/** For a scale beside the map. */
export const gradient = `linear-gradient(to right, ${stops.map((stop) => `rgb(${stop.join()})`).join()})`;

/** The colour of a share from 0 to 1. */
export function colourAt(share: number): Colour {
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const below = Math.min(Math.floor(place), stops.length - 2);
  const [from = [0, 0, 0], to = from] = stops.slice(below, below + 2);
  const part = (at: 0 | 1 | 2): number => Math.round(from[at] + (place - below) * (to[at] - from[at]));
  return [part(0), part(1), part(2)];
}

/** Least and most of the map. */
export const rangeOf = ({ cosines }: Similarity): readonly [number, number] => [
  Math.min(...cosines),
  Math.max(...cosines),
];

/** RGBA of the map, a pixel a cell, between its own least and most. */
export function pixelsOf(similarity: Similarity): Uint8ClampedArray<ArrayBuffer> {
  const [least, most] = rangeOf(similarity);
  const spread = most - least || 1;
  return Uint8ClampedArray.from(similarity.cosines.flatMap((cosine) => [...colourAt((cosine - least) / spread), 255]));
}

/**
 * How much of the photo's width and height the map covers, in percent. Its cells are squares, and as many as hold the longest
 * side; along the other the last ones may stick out.
 */
export function coverOf(
  { rows, columns }: Similarity,
  width: number,
  height: number,
): { width: number; height: number } {
  const cell = Math.max(width, height) / Math.max(rows, columns);
  return { width: (100 * columns * cell) / width, height: (100 * rows * cell) / height };
}
