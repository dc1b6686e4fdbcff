import { fetchFile } from './fetch-file.ts';
import { blankMask, type Mask, type Size } from './mask.ts';

/** From this on a pixel belongs to the thing, as for the service. */
const inside = 128;

/** The mask at that address, brought to the size that it is wanted in; blank where there is none. */
export async function loadMask(url: string | null, name: string, size: Size, signal: AbortSignal): Promise<Mask> {
  const mask = blankMask(size);
  if (url === null) return mask;
  const bitmap = await createImageBitmap(await fetchFile(url, `The mask of ${name}`, signal));
  const context = new OffscreenCanvas(size.width, size.height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw noCanvas();
  context.drawImage(bitmap, 0, 0, size.width, size.height);
  bitmap.close();
  const { data } = context.getImageData(0, 0, size.width, size.height);
  for (let at = 0; at < mask.pixels.length; at += 1) mask.pixels[at] = (data[4 * at] ?? 0) >= inside ? 1 : 0;
  return mask;
}

/** A PNG of the mask's size, white where the thing is. */
export async function pngOf({ width, height, pixels }: Mask): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw noCanvas();
  const image = context.createImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  for (let at = 0; at < pixels.length; at += 1) words[at] = pixels[at] === 1 ? 0xffffffff : 0xff000000;
  context.putImageData(image, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

const noCanvas = (): Error => new Error('The browser gives no canvas to draw on: are too many open?');
