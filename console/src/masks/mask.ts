/** Which pixels of a photo show the thing: 1 where they do, row by row. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export type Size = Pick<Mask, 'width' | 'height'>;

/** Whole pixels from `left` and `top` to before `right` and `bottom`. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const blankMask = ({ width, height }: Size): Mask => ({ width, height, pixels: new Uint8Array(width * height) });

export const wholeOf = ({ width, height }: Size): Box => ({ left: 0, top: 0, right: width, bottom: height });

export const around = (one: Box, other: Box): Box => ({
  left: Math.min(one.left, other.left),
  top: Math.min(one.top, other.top),
  right: Math.max(one.right, other.right),
  bottom: Math.max(one.bottom, other.bottom),
});

/** Which share of the photo is the thing, from 0 to 1. */
export function shareOf({ pixels }: Mask): number {
  let count = 0;
  for (const pixel of pixels) count += pixel;
  return pixels.length === 0 ? 0 : count / pixels.length;
}

/** Which pixels of a box became the other: a bit for each, row by row. Made twice, it is undone. */
export interface Change {
  readonly box: Box;
  readonly bits: Uint8Array;
}

/** What makes one of the other within the box; null where they are the same there. */
export function changeBetween(before: Uint8Array, after: Mask, box: Box): Change | null {
  const bits = new Uint8Array(Math.ceil(((box.right - box.left) * (box.bottom - box.top)) / 8));
  let changed = false;
  eachOf(box, after.width, (pixel, bit) => {
    if (before[pixel] === after.pixels[pixel]) return;
    bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
    changed = true;
  });
  return changed ? { box, bits } : null;
}

export function makeChange({ pixels, width }: Mask, { box, bits }: Change): void {
  eachOf(box, width, (pixel, bit) => {
    if (((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1) pixels[pixel] = 1 - (pixels[pixel] ?? 0);
  });
}

function eachOf({ left, top, right, bottom }: Box, width: number, visit: (pixel: number, bit: number) => void): void {
  let bit = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      visit(y * width + x, bit);
      bit += 1;
    }
  }
}
