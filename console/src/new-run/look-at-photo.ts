import { sha256Of } from '../formats/sha256.ts';
import { damaged, photoTypeOf, telling } from '../photos/photo-type.ts';
import { sizeRefusal } from './checks.ts';
import { differenceHash } from './difference-hash.ts';
import { greyOf } from './grey-picture.ts';
import { lightOf } from './light.ts';
import type { Look } from './photo.ts';
import { photoLimits } from './photo-limits.ts';
import { sharpnessOf } from './sharpness.ts';

/** In pixels: enough to tell what is blurred or alike, and little to compute. */
const longestSide = 256;

/** What a file is found to be; `thumbnail` is a small JPEG of it. */
export type Looked =
  | { readonly refusal: string; readonly thumbnail: Blob | null }
  | { readonly look: Look; readonly thumbnail: Blob };

/** Looks at a file that somebody chose. The browser decodes it beside the page, which goes on. */
export async function lookAtPhoto(file: File): Promise<Looked> {
  const type = photoTypeOf(new Uint8Array(await file.slice(0, telling).arrayBuffer()));
  if ('refusal' in type) return { ...type, thumbnail: null };
  if (file.size > photoLimits.bytes) {
    const refusal = `It has more than ${photoLimits.bytes / 1e6} MB. Export it as JPEG.`;
    return { refusal, thumbnail: null };
  }
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) {
    return { refusal: damaged, thumbnail: null };
  }
  try {
    const { width, height } = bitmap;
    const { canvas, pixels } = drawn(bitmap);
    const thumbnail = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
    const refusal = sizeRefusal({ width, height });
    if (refusal !== null) return { refusal, thumbnail };
    const picture = greyOf(pixels);
    const seen = { hash: differenceHash(picture), sharpness: sharpnessOf(picture), light: lightOf(picture) };
    return { look: { ...type, width, height, sha256: await sha256Of(await file.arrayBuffer()), ...seen }, thumbnail };
  } finally {
    bitmap.close();
  }
}

function drawn(bitmap: ImageBitmap): { canvas: OffscreenCanvas; pixels: ImageData } {
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  const canvas = new OffscreenCanvas(side(bitmap.width), side(bitmap.height));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('The browser gives no canvas to draw on: are too many open?');
  // What is transparent is on white, as the service has it.
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return { canvas, pixels: context.getImageData(0, 0, canvas.width, canvas.height) };
}
