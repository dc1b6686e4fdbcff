import fc from 'fast-check';
import type { RunDetail, Subject } from '../../clients/typescript/src/index.ts';
import {
  firstBrush,
  largestBrush,
  leastBrush,
  otherBrush,
  type Point,
  paintLine,
} from '../../console/src/masks/brush.ts';
import { movedBy, placeInWords } from '../../console/src/masks/cursor.ts';
import { drawnMask, shownBox } from '../../console/src/masks/drawn.ts';
import { blankMask, type Mask, shareOf, wholeOf } from '../../console/src/masks/mask.ts';
import { Painting } from '../../console/src/masks/painting.ts';
import { sameSettings } from '../../console/src/subject/photos/same-settings.ts';
import { canRollBack } from '../../console/src/subject/point.ts';
import { changedBy, verdictWord } from '../../console/src/subject/pointing.ts';

const side = fc.integer({ min: 1, max: 24 });
const mask: fc.Arbitrary<Mask> = fc
  .tuple(side, side)
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
      .map((pixels) => ({ width, height, pixels: Uint8Array.from(pixels) })),
  );
const blank = fc.tuple(side, side).map(([width, height]) => blankMask({ width, height }));
/** Beyond the photo too, where a pointer may go while it is held. */
const point: fc.Arbitrary<Point> = fc.record({
  x: fc.double({ min: -10, max: 34, noNaN: true }),
  y: fc.double({ min: -10, max: 34, noNaN: true }),
});
const radius = fc.double({ min: leastBrush / 2, max: 12, noNaN: true });
const value = fc.constantFrom(0 as const, 1 as const);
const stroke = fc.record({ points: fc.array(point, { minLength: 1, maxLength: 5 }), radius, value });
type Stroke = typeof stroke extends fc.Arbitrary<infer T> ? T : never;

const copyOf = ({ pixels, ...size }: Mask): Mask => ({ ...size, pixels: pixels.slice() });

function draw(painting: Painting, { points, radius: of, value: to }: Stroke): void {
  for (const [at, next] of points.entries()) painting.stroke(points[Math.max(0, at - 1)] ?? next, next, of, to);
  painting.endStroke();
}

describe('a line of the brush', () => {
  test('is the same both ways', () => {
    fc.assert(
      fc.property(blank, point, point, radius, (of, one, other, r) => {
        const [there, back] = [copyOf(of), copyOf(of)];
        paintLine(there, one, other, r, 1);
        paintLine(back, other, one, r, 1);
        expect(back).toEqual(there);
      }),
    );
  });

  test('is the same mirrored', () => {
    const whole = fc.record({ x: fc.integer({ min: 0, max: 16 }), y: fc.integer({ min: 0, max: 16 }) });
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: 1, max: 8 }), (one, other, most) => {
        // No pixel's middle is exactly that far away, where rounding would decide.
        const r = most + 0.123456789;
        const [seen, mirrored] = [blankMask({ width: 16, height: 16 }), blankMask({ width: 16, height: 16 })];
        const mirror = ({ x, y }: Point): Point => ({ x: 16 - x, y });
        paintLine(seen, one, other, r, 1);
        paintLine(mirrored, mirror(one), mirror(other), r, 1);
        const rows = (of: Mask) => Array.from({ length: 16 }, (_, y) => [...of.pixels.slice(16 * y, 16 * y + 16)]);
        expect(rows(mirrored).map((row) => row.reverse())).toEqual(rows(seen));
      }),
    );
  });

  test('sets what is near it, nothing else, and says where', () => {
    fc.assert(
      fc.property(mask, point, point, radius, value, (before, one, other, r, to) => {
        const after = copyOf(before);
        const { left, top, right, bottom } = paintLine(after, one, other, r, to);
        for (const [at, pixel] of after.pixels.entries()) {
          const [x, y] = [at % after.width, Math.floor(at / after.width)];
          const ends = [one, other].map((end) => Math.hypot(x + 0.5 - end.x, y + 0.5 - end.y));
          const farther = Math.min(...ends) > r + Math.hypot(one.x - other.x, one.y - other.y);
          if (Math.min(...ends) < r - 1e-9) expect(pixel).toBe(to);
          if (farther || x < left || x >= right || y < top || y >= bottom) expect(pixel).toBe(before.pixels[at]);
        }
      }),
    );
  });

  test('of the least brush leaves no gap, wherever on the photo it is', () => {
    const on = fc.record({
      x: fc.double({ min: 1, max: 15, noNaN: true }),
      y: fc.double({ min: 1, max: 15, noNaN: true }),
    });
    fc.assert(
      fc.property(on, (at) => {
        const of = blankMask({ width: 16, height: 16 });
        paintLine(of, at, at, leastBrush / 2, 1);
        expect(shareOf(of)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a painting', () => {
  test('is as it was once all is undone, and as it became once all is redone', () => {
    fc.assert(
      fc.property(mask, fc.array(stroke, { maxLength: 6 }), (of, strokes) => {
        const painting = new Painting(of);
        for (const one of strokes) draw(painting, one);
        const became = copyOf(painting.mask);
        while (painting.canUndo) painting.undo();
        expect(painting.mask).toEqual(of);
        expect(painting.corrected).toBe(false);
        while (painting.canRedo) painting.redo();
        expect(painting.mask).toEqual(became);
      }),
    );
  });

  test('undoes and redoes to where it was, at any moment', () => {
    fc.assert(
      fc.property(mask, fc.array(stroke, { minLength: 1, maxLength: 4 }), (of, strokes) => {
        const painting = new Painting(of);
        for (const one of strokes) {
          draw(painting, one);
          const now = copyOf(painting.mask);
          const could = painting.canUndo;
          painting.undo();
          if (could) painting.redo();
          expect(painting.mask).toEqual(now);
        }
      }),
    );
  });

  test('has nothing left of what is painted and erased again', () => {
    fc.assert(
      fc.property(blank, stroke, (of, one) => {
        const painting = new Painting(of);
        draw(painting, { ...one, value: 1 });
        draw(painting, { ...one, value: 0 });
        expect(painting.empty).toBe(true);
        expect(painting.corrected).toBe(false);
      }),
    );
  });

  test('can be cleared and reset, which are undone as strokes are', () => {
    fc.assert(
      fc.property(mask, stroke, (of, one) => {
        const painting = new Painting(of);
        draw(painting, one);
        const drawn = copyOf(painting.mask);
        painting.clear();
        expect(painting.empty).toBe(true);
        if (shareOf(drawn) > 0) painting.undo();
        expect(painting.mask).toEqual(drawn);
        painting.reset();
        expect(painting.mask).toEqual(of);
      }),
    );
  });

  test('leaves the mask that it came with alone, and has no redo after another stroke', () => {
    const of = blankMask({ width: 8, height: 8 });
    const painting = new Painting(of);
    draw(painting, { points: [{ x: 4, y: 4 }], radius: 2, value: 1 });
    painting.undo();
    expect([painting.canUndo, painting.canRedo]).toEqual([false, true]);
    draw(painting, { points: [{ x: 2, y: 2 }], radius: 2, value: 1 });
    expect([painting.canUndo, painting.canRedo, painting.corrected]).toEqual([true, false, true]);
    expect(shareOf(of)).toBe(0);
  });
});

describe('the brush', () => {
  test('grows and shrinks between its least and its largest, and never stands still between them', () => {
    const size = fc.record({ width: fc.integer({ min: 64, max: 2048 }), height: fc.integer({ min: 64, max: 2048 }) });
    fc.assert(
      fc.property(size, fc.array(fc.boolean(), { maxLength: 60 }), (of, larger) => {
        const most = largestBrush(of);
        let brush = firstBrush(of);
        for (const one of larger) {
          const next = otherBrush(brush, one, most);
          if (one && brush < most) expect(next).toBeGreaterThan(brush);
          if (!one && brush > leastBrush) expect(next).toBeLessThan(brush);
          brush = next;
          expect(brush >= leastBrush && brush <= most).toBe(true);
        }
      }),
    );
  });

  test('is moved by arrow keys within the photo, finely where that is wanted', () => {
    const size = { width: 100, height: 50 };
    expect(movedBy('ArrowRight', { x: 10, y: 10 }, size, 30, false)).toEqual({ x: 20, y: 10 });
    expect(movedBy('ArrowUp', { x: 10, y: 10 }, size, 30, true)).toEqual({ x: 10, y: 9 });
    expect(movedBy('ArrowDown', { x: 10, y: 49 }, size, 30, false)).toEqual({ x: 10, y: 49.5 });
    expect(movedBy('a', { x: 10, y: 10 }, size, 30, false)).toBeNull();
  });

  test('says where it is', () => {
    const of = blankMask({ width: 100, height: 50 });
    expect(placeInWords(of, { x: 20.5, y: 25 })).toBe('21 % across, 50 % down, beside the thing');
    paintLine(of, { x: 20, y: 25 }, { x: 20, y: 25 }, 3, 1);
    expect(placeInWords(of, { x: 20.5, y: 25 })).toContain('on the thing');
  });
});

describe('a mask as it is drawn', () => {
  test('is filled where the thing is, clear far from it, and has a rim between', () => {
    const of = blankMask({ width: 40, height: 40 });
    paintLine(of, { x: 20, y: 20 }, { x: 20, y: 20 }, 10, 1);
    const rgba = drawnMask(of, { width: 80, height: 80 }, wholeOf({ width: 80, height: 80 }));
    const opacity = (x: number, y: number) => rgba[4 * (80 * y + x) + 3] ?? -1;
    expect(opacity(2, 2)).toBe(0);
    expect(opacity(40, 40)).toBeGreaterThan(0);
    expect(opacity(40, 40)).toBeLessThan(255);
    expect(Array.from({ length: 80 }, (_, y) => opacity(40, y)).filter((seen) => seen === 255)).toHaveLength(4);
  });

  test('is as drawn whole where only what changed is drawn anew', () => {
    fc.assert(
      fc.property(mask, fc.record({ width: side, height: side }), point, radius, (of, shown, at, r) => {
        const kept = drawnMask(of, shown, wholeOf(shown));
        const box = shownBox(of, shown, paintLine(of, at, at, r, 1));
        const part = drawnMask(of, shown, box);
        const columns = box.right - box.left;
        for (let y = box.top; y < box.bottom; y += 1) {
          const row = 4 * columns * (y - box.top);
          kept.set(part.subarray(row, row + 4 * columns), 4 * (shown.width * y + box.left));
        }
        expect(kept).toEqual(drawnMask(of, shown, wholeOf(shown)));
      }),
    );
  });
});

describe('a run of corrected masks', () => {
  const settings = { preset: 'laptop', changes: { 'represent.steps': 4 }, seed: 7 };
  const again = (of: object) => sameSettings({ ...settings, ...of } as unknown as RunDetail);

  test('has the settings of the one before', () => {
    expect(again({ promote: 'never', lend: true, cost: { limit: 5 } })).toEqual({
      ...{ ...settings, promote: 'never', lend: true, costLimit: 5 },
    });
    expect(again({ promote: 'better', lend: false, cost: { limit: null } })).toEqual({
      ...{ ...settings, promote: 'better', lend: false },
    });
  });

  test('leaves to the service what is not known of that', () => {
    expect(again({ promote: null, lend: null, cost: { limit: null } })).toEqual(settings);
  });
});

describe("a subject's endpoint", () => {
  const by = (adapter: string | null, previous: string | null) =>
    ({ endpoint: { adapter, previous: { adapter: previous, provisional: false } } }) as Subject;

  test('is rolled back where something else was before', () => {
    expect([by('b', 'a'), by('a', null), by(null, 'a'), by(null, null)].map(canRollBack)).toEqual([
      ...[true, true, true, false],
    ]);
  });

  test('has the verdict of its adapter, and none of the base', () => {
    const adapter = { name: 'a', digest: 'd', run: 'r', outcome: 'tie', createdAt: '', serving: true } as const;
    expect(verdictWord('a', [adapter])).toBe('No clear gain');
    expect(verdictWord(null, [adapter])).toBeNull();
  });

  test('tells who changed it', () => {
    expect(changedBy({ run: null, by: 'user:ada' })).toBe('By hand: ada.');
    expect(changedBy({ run: null, by: 'client:abc' })).toBe('By hand: Machine client abc.');
    expect(changedBy({ run: null, by: null })).toContain('Nobody knows');
    expect(changedBy({ run: 'r', by: null })).toBeNull();
  });
});
