import { type Point, paintLine } from './brush.ts';
import { around, type Box, type Change, changeBetween, type Mask, makeChange, wholeOf } from './mask.ts';

/** A change takes a bit for each pixel of its box: the oldest are forgotten, and can't be undone any more. */
const mostChanges = 200;

/** A mask that is being corrected, from the one that it came with, and what was done to it so far. */
export class Painting {
  readonly mask: Mask;
  readonly #original: Uint8Array;
  readonly #done: Change[] = [];
  readonly #undone: Change[] = [];
  /** The stroke under way: how the mask was before it, and what it touched. */
  #stroke: { readonly before: Uint8Array; touched: Box } | null = null;

  constructor(original: Mask) {
    this.#original = original.pixels.slice();
    this.mask = { ...original, pixels: original.pixels.slice() };
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Whether it is another mask than the one that it came with. */
  get corrected(): boolean {
    const { pixels } = this.mask;
    for (let at = 0; at < pixels.length; at += 1) if (pixels[at] !== this.#original[at]) return true;
    return false;
  }

  get empty(): boolean {
    return !this.mask.pixels.includes(1);
  }

  /** A part of a stroke, which `endStroke` makes one change of. @returns what was touched */
  stroke(from: Point, to: Point, radius: number, value: 0 | 1): Box {
    const before = this.#stroke?.before ?? this.mask.pixels.slice();
    const box = paintLine(this.mask, from, to, radius, value);
    this.#stroke = { before, touched: this.#stroke === null ? box : around(this.#stroke.touched, box) };
    return box;
  }

  endStroke(): void {
    const stroke = this.#stroke;
    this.#stroke = null;
    if (stroke !== null) this.#keep(changeBetween(stroke.before, this.mask, stroke.touched));
  }

  undo(): void {
    this.endStroke();
    this.#move(this.#done, this.#undone);
  }

  redo(): void {
    this.endStroke();
    this.#move(this.#undone, this.#done);
  }

  /** Nothing is the thing. */
  clear(): void {
    this.#become(new Uint8Array(this.#original.length));
  }

  /** As it came. */
  reset(): void {
    this.#become(this.#original);
  }

  #become(pixels: Uint8Array): void {
    this.endStroke();
    const before = this.mask.pixels.slice();
    this.mask.pixels.set(pixels);
    this.#keep(changeBetween(before, this.mask, wholeOf(this.mask)));
  }

  #keep(change: Change | null): void {
    if (change === null) return;
    this.#done.push(change);
    if (this.#done.length > mostChanges) this.#done.shift();
    this.#undone.length = 0;
  }

  #move(from: Change[], to: Change[]): void {
    const change = from.pop();
    if (change === undefined) return;
    makeChange(this.mask, change);
    to.push(change);
  }
}
