import type { Point } from './brush.ts';
import type { Mask, Size } from './mask.ts';

const ways: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Where the cursor goes by an arrow key: by a third of the brush, or by a pixel. Null for any other key. */
export function movedBy(
  key: string,
  cursor: Point,
  { width, height }: Size,
  brush: number,
  fine: boolean,
): Point | null {
  const way = ways[key];
  if (way === undefined) return null;
  const step = fine ? 1 : Math.max(1, Math.round(brush / 3));
  return {
    x: Math.min(width - 0.5, Math.max(0.5, cursor.x + way.x * step)),
    y: Math.min(height - 0.5, Math.max(0.5, cursor.y + way.y * step)),
  };
}

const percent = (value: number, of: number): number => Math.round((100 * value) / of);

/** Where the cursor is, for who doesn't see it. */
export function placeInWords({ width, height, pixels }: Mask, { x, y }: Point): string {
  const on = pixels[Math.floor(y) * width + Math.floor(x)] === 1;
  return `${percent(x, width)} % across, ${percent(y, height)} % down, ${on ? 'on the thing' : 'beside the thing'}`;
}
