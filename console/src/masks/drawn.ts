import type { Box, Mask, Size } from './mask.ts';

/**
 * Red, green, blue and opacity, from 0 to 255: over the thing, along its rim, and around that. Few things are magenta, and
 * a light line beside a dark one shows on any photo.
 */
const fill = [226, 0, 152, 102] as const;
const rim = [255, 255, 255, 255] as const;
const around = [0, 7, 22, 255] as const;
const nothing = [0, 0, 0, 0] as const;

/**
 * A mask as it is laid over its photo, which is shown at another size than it has: RGBA of the part of the shown picture that
 * is in the box. Lines are a pixel of what is shown, however many the mask has.
 */
export function drawnMask(mask: Mask, shown: Size, box: Box): Uint8ClampedArray<ArrayBuffer> {
  const [across, down] = [mask.width / shown.width, mask.height / shown.height];
  const inside = (x: number, y: number): boolean => {
    if (x < 0 || y < 0 || x >= shown.width || y >= shown.height) return false;
    return mask.pixels[Math.floor((y + 0.5) * down) * mask.width + Math.floor((x + 0.5) * across)] === 1;
  };
  const beside = (x: number, y: number, value: boolean): boolean =>
    inside(x - 1, y) === value ||
    inside(x + 1, y) === value ||
    inside(x, y - 1) === value ||
    inside(x, y + 1) === value;
  const rgba = new Uint8ClampedArray(4 * (box.right - box.left) * (box.bottom - box.top));
  let at = 0;
  for (let y = box.top; y < box.bottom; y += 1) {
    for (let x = box.left; x < box.right; x += 1) {
      const colour = inside(x, y) ? (beside(x, y, false) ? rim : fill) : beside(x, y, true) ? around : nothing;
      rgba.set(colour, at);
      at += 4;
    }
  }
  return rgba;
}

/** What of the shown picture has to be drawn anew where a box of the mask changed, with the lines beside it. */
export function shownBox(mask: Size, shown: Size, { left, top, right, bottom }: Box): Box {
  const [across, down] = [shown.width / mask.width, shown.height / mask.height];
  return {
    left: Math.max(0, Math.floor(left * across) - 2),
    top: Math.max(0, Math.floor(top * down) - 2),
    right: Math.min(shown.width, Math.ceil(right * across) + 2),
    bottom: Math.min(shown.height, Math.ceil(bottom * down) + 2),
  };
}
