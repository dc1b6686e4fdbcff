import type { Box, Mask, Size } from './mask.ts';

/** In pixels of the photo from its upper left corner. The middle of the first pixel is at 0.5, 0.5. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Diameters in pixels of the photo. One less than the least could miss every pixel's middle. */
export const leastBrush = 2;
export const largestBrush = ({ width, height }: Size): number =>
  Math.max(leastBrush, Math.round(Math.min(width, height) / 2));
export const firstBrush = (size: Size): number =>
  Math.min(largestBrush(size), Math.max(leastBrush, Math.round(Math.max(size.width, size.height) / 16)));

/** The next larger or smaller one, by a sixth and a pixel at least. */
export function otherBrush(diameter: number, larger: boolean, most: number): number {
  const step = Math.max(1, Math.round(diameter / 6));
  return Math.min(most, Math.max(leastBrush, diameter + (larger ? step : -step)));
}

const before = (one: Point, other: Point): boolean => one.x < other.x || (one.x === other.x && one.y < other.y);

/**
 * Sets every pixel whose middle is at most `radius` from the line between two points, which is the same both ways.
 * @returns the box that it touched, within the mask
 */
export function paintLine(mask: Mask, one: Point, other: Point, radius: number, value: 0 | 1): Box {
  const [from, to] = before(one, other) ? [one, other] : [other, one];
  const box = boxOf(mask, from, to, radius);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  for (let row = box.top; row < box.bottom; row += 1) {
    const y = row + 0.5 - from.y;
    for (let column = box.left; column < box.right; column += 1) {
      const x = column + 0.5 - from.x;
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / squared));
      const [off, up] = [x - along * dx, y - along * dy];
      if (off * off + up * up <= radius * radius) mask.pixels[row * mask.width + column] = value;
    }
  }
  return box;
}

function boxOf({ width, height }: Mask, from: Point, to: Point, radius: number): Box {
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  const left = within(Math.floor(Math.min(from.x, to.x) - radius), width);
  const top = within(Math.floor(Math.min(from.y, to.y) - radius), height);
  return {
    left,
    top,
    right: Math.max(left, within(Math.ceil(Math.max(from.x, to.x) + radius), width)),
    bottom: Math.max(top, within(Math.ceil(Math.max(from.y, to.y) + radius), height)),
  };
}
