import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

/** Photos of the folder in turn, each seen a little otherwise (cut, mirrored, lit), so that no two are one picture. */
export function variations(folder: string): (number: number) => Promise<Sharp> {
  const photos = readdirSync(folder)
    .filter((name) => name.endsWith('.jpg'))
    .sort()
    .map((name) => readFileSync(join(folder, name)));
  return async (number) => {
    const source = photos[number % photos.length];
    if (source === undefined) throw new Error(`There are no photos in ${folder}.`);
    const round = Math.floor(number / photos.length);
    const { width, height } = await sharp(source).metadata();
    const cut = Math.round(width * 0.04 * round);
    const seen = sharp(source)
      .extract({ left: cut, top: 0, width: width - cut, height: height - cut })
      .flop(round % 2 === 1)
      .modulate({ brightness: 1 - 0.05 * round });
    return sharp(await seen.png().toBuffer());
  };
}

/** The same picture in the ways that cameras, phones and editors write one. */
export const ordinaryWays = {
  '12 megapixels.jpg': (photo) => photo.resize(4000, 3000, { fit: 'fill' }).jpeg(),
  'durchsichtig ☕️.png': (photo) => photo.ensureAlpha(0.99).png(),
  'web photo.WEBP': (photo) => photo.webp({ quality: 90 }),
  'turned (by EXIF).jpeg': (photo) => photo.rotate(270).withMetadata({ orientation: 6 }).jpeg(),
  'für den Druck.jpg': (photo) => photo.toColourspace('cmyk').jpeg(),
  '16 bit.png': (photo) => photo.toColourspace('rgb16').png(),
  'grey.jpg': (photo) => photo.greyscale().jpeg(),
} as const satisfies Readonly<Record<string, (photo: Sharp) => Sharp>>;
