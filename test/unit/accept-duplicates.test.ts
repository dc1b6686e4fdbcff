import sharp from 'sharp';
import { distance, type Likeness, likenessOf, samePicture } from '../../functions/accept/duplicates.ts';
import { image, paint, type Raster, scene } from '../photos/scenes.ts';

const of = ({ rgb, width, height }: Raster): Likeness => likenessOf(rgb, width, height);

async function decoded(encoded: Uint8Array): Promise<Likeness> {
  const { data, info } = await sharp(encoded).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return likenessOf(data, info.width, info.height);
}

const original = scene(1, { width: 640, height: 480 });

describe('one picture', () => {
  test.each([
    ['saved at quality 30', () => image(original).jpeg({ quality: 30 })],
    ['saved as WebP', () => image(original).webp({ quality: 40 })],
    ['at half its size', () => image(original).resize(320).jpeg()],
    ['at a fifth of its size', () => image(original).resize(128).jpeg()],
    ['at an odd size', () => image(original).resize(333).jpeg()],
    ['enlarged', () => image(original).resize(1500).jpeg()],
  ])('%s is the same', async (_, copy) => {
    expect(samePicture(of(original), await decoded(await copy().toBuffer()))).toBe(true);
  });
});

describe('different pictures', () => {
  test('of one thing a moment later are kept', () => {
    const moment = scene(1, { width: 640, height: 480, shift: 0.02 });
    expect(samePicture(of(original), of(moment))).toBe(false);
  });

  test('of other things are kept', () => {
    expect(samePicture(of(original), of(scene(2, { width: 640, height: 480 })))).toBe(false);
  });

  test('of another shape are kept, even where they look alike when squeezed', async () => {
    const squeezed = await decoded(await image(original).resize(480, 480, { fit: 'fill' }).png().toBuffer());
    expect(samePicture(of(original), squeezed)).toBe(false);
  });

  test('of a pale thing that moved a little are kept', () => {
    const pale = (left: number): Raster =>
      paint(400, 400, (x, y) => (x > left && x < left + 80 && y > 150 && y < 230 ? [236, 236, 236] : [246, 246, 246]));
    expect(samePicture(of(pale(100)), of(pale(140)))).toBe(false);
  });
});

test('a mirrored picture is another one', () => {
  const { width, height, rgb } = original;
  const mirrored = paint(width, height, (x, y) => {
    const at = (y * width + width - 1 - x) * 3;
    return [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
  });
  expect(distance(of(original), of(mirrored))).toBeGreaterThan(10);
});

test('the grid is the mean colour of each part, whatever the size', () => {
  const even = of(paint(97, 41, () => [10, 20, 30]));
  expect([...even.grid.subarray(0, 3)].map(Math.round)).toEqual([10, 20, 30]);
  expect([...even.grid.subarray(-3)].map(Math.round)).toEqual([10, 20, 30]);
});
