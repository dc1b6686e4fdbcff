import sharp, { type Sharp } from 'sharp';

/** Raw RGB, row by row. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

type Colour = readonly [number, number, number];

export function paint(width: number, height: number, at: (x: number, y: number) => Colour): Raster {
  const rgb = new Uint8Array(width * height * 3);
  let next = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [red, green, blue] = at(x, y);
      rgb[next] = red;
      rgb[next + 1] = green;
      rgb[next + 2] = blue;
      next += 3;
    }
  }
  return { width, height, rgb };
}

/** The colours of the four quarters: top left, top right, bottom left, bottom right. */
export const quarterColours: readonly Colour[] = [
  [220, 30, 30],
  [30, 180, 40],
  [30, 40, 210],
  [230, 210, 40],
];

/** Four coloured quarters: which way is up can be read off it. */
export const quarters = (width = 240, height = 160): Raster =>
  paint(width, height, (x, y) => quarterColours[Number(x >= width / 2) + 2 * Number(y >= height / 2)] ?? [0, 0, 0]);

/** A smooth scene of coloured waves; another seed is another scene, `shift` (share of the width) another moment of it. */
export function scene(seed: number, { width = 320, height = 240, shift = 0 } = {}): Raster {
  const { sin, cos } = Math;
  const waves = Array.from({ length: 12 }, (_, k) => ((sin(seed * 12.9898 + k * 78.233) * 43758.5453) % 1) * 6);
  const wave = (k: number): number => waves[k] ?? 0;
  const across = Array.from({ length: width * 3 }, (_, i) => {
    const k = i % 3;
    return 60 * sin(wave(k) + (9 + 3 * wave(k + 3)) * (Math.floor(i / 3) / width + shift));
  });
  const down = Array.from({ length: height * 3 }, (_, i) => {
    const k = i % 3;
    return 60 * cos(wave(k + 6) + (9 + 3 * wave(k + 9)) * (Math.floor(i / 3) / height));
  });
  const value = (x: number, y: number, k: number): number => 127 + (across[x * 3 + k] ?? 0) + (down[y * 3 + k] ?? 0);
  return paint(width, height, (x, y) => [value(x, y, 0), value(x, y, 1), value(x, y, 2)]);
}

export const image = ({ rgb, width, height }: Raster): Sharp => sharp(rgb, { raw: { width, height, channels: 3 } });
export const jpeg = (raster: Raster): Promise<Buffer> => image(raster).jpeg({ quality: 92 }).toBuffer();
export const png = (raster: Raster): Promise<Buffer> => image(raster).png().toBuffer();
export const webp = (raster: Raster): Promise<Buffer> => image(raster).webp({ quality: 90 }).toBuffer();

export const orientations = [1, 2, 3, 4, 5, 6, 7, 8] as const;
export type Orientation = (typeof orientations)[number];

/** The pixels a camera stores for an upright picture under an EXIF orientation, by the standard's own table. */
export function stored({ width, height, rgb }: Raster, orientation: Orientation): Raster {
  const turned = orientation > 4;
  const [w, h] = turned ? [height, width] : [width, height];
  const upright = (x: number, y: number): readonly [number, number] => {
    const [right, bottom] = [width - 1, height - 1];
    const table: Record<Orientation, readonly [number, number]> = {
      1: [x, y],
      2: [right - x, y],
      3: [right - x, bottom - y],
      4: [x, bottom - y],
      5: [y, x],
      6: [right - y, x],
      7: [right - y, bottom - x],
      8: [y, bottom - x],
    };
    return table[orientation];
  };
  return paint(w, h, (x, y) => {
    const [u, v] = upright(x, y);
    const at = (v * width + u) * 3;
    return [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
  });
}

/** The same picture at another size, encoded as it comes. */
export const scaled = (raster: Raster, width: number, height: number): Sharp =>
  image(raster).resize(width, height, { fit: 'fill' });

/** A picture's colour at a place given as shares of its sides. */
export async function colourAt(encoded: Uint8Array, x: number, y: number): Promise<Colour> {
  const { data, info } = await sharp(encoded).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
}
