import type { GreyPicture } from './grey-picture.ts';

export interface Light {
  /** The shade that 95 % of the picture are not brighter than. */
  readonly bright: number;
  /** Standard deviation of the shades. */
  readonly contrast: number;
}

export function lightOf({ grey }: GreyPicture): Light {
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  const variance = grey.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grey.length;
  const sorted = grey.toSorted();
  return { bright: sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0, contrast: Math.sqrt(variance) };
}

/** Measured on the same photos as sharpness: the darkest, a teapot in the night, has 61, and all others 94 or more. */
export const darkBelow = 40;

/** The flattest of them has 18, of the real ones 27. */
export const flatBelow = 10;
