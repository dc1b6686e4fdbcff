import sharp from 'sharp';
import { ServiceError } from '../../lib/domain/errors.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';

const dataUri = (bytes: Uint8Array): string => `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`;

/** A square thumbnail of `side` pixels as a `data:` URI. */
export async function thumbnail(objects: ObjectStore, uri: string, side: number, quality = 80): Promise<string> {
  const image = sharp(await objects.get(uri)).resize(side, side, { fit: 'cover' });
  return dataUri(await image.jpeg({ quality }).toBuffer());
}

/** The photo with what its mask leaves out faded. */
export async function maskedThumbnail(
  objects: ObjectStore,
  photo: string,
  mask: string,
  side: number,
): Promise<string> {
  const square = { width: side, height: side, fit: 'cover' } as const;
  const picture = await sharp(await objects.get(photo))
    .resize(square)
    .removeAlpha()
    .raw()
    .toBuffer();
  const inside = await sharp(await objects.get(mask))
    .resize(square)
    .extractChannel(0)
    .raw()
    .toBuffer();
  const faded = picture.map((value, index) => {
    const weight = (inside[Math.floor(index / 3)] ?? 0) / 255;
    return Math.round(value * weight + (235 + value * 0.08) * (1 - weight));
  });
  return dataUri(
    await sharp(faded, { raw: { width: side, height: side, channels: 3 } })
      .jpeg({ quality: 80 })
      .toBuffer(),
  );
}

/** The object's own bytes, for a picture that is small already; undefined where there is none. */
export const picture = (objects: ObjectStore, uri: string): Promise<string | undefined> =>
  orNothing(async () => dataUri(await objects.get(uri)));

/** A square thumbnail for pages of many; undefined where there is no picture. */
export const smallPicture = (objects: ObjectStore, uri: string, side: number): Promise<string | undefined> =>
  orNothing(() => thumbnail(objects, uri, side, 72));

async function orNothing(read: () => Promise<string>): Promise<string | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ObjectNotFound') return undefined;
    throw error;
  }
}
