import { LikenessApiError } from './error.ts';
import { type Photo, type PhotoRole, requireImageType } from './images.ts';

export interface FileOptions {
  readonly role?: PhotoRole;
  /** A PNG of the photo's size, white where the thing is. */
  readonly mask?: Blob;
}

/**
 * A photo of a file that somebody chose or dropped.
 * @throws LikenessApiError `PhotoNotAnImage` for what is no JPEG, PNG or WebP by its first bytes
 */
export async function fromFile(file: File, options: FileOptions = {}): Promise<Photo> {
  const type = await requireImageType(file, file.name);
  return { name: file.name, type, bytes: file.size, body: file, ...options };
}

export interface ShrinkOptions {
  /** In pixels; 1024 unless given. */
  readonly longestSide?: number;
  /** Of the JPEG, from 0 to 1; 0.9 unless given. */
  readonly quality?: number;
}

/**
 * The image upright and as a JPEG, made smaller where a side is longer: for asking about it, where backbones look at a few
 * hundred pixels. Photos that train are better sent as they are.
 * @throws LikenessApiError `PhotoNotAnImage` for what the browser can't read
 */
export async function shrink(image: Blob, { longestSide = 1024, quality = 0.9 }: ShrinkOptions = {}): Promise<Blob> {
  const bitmap = await createImageBitmap(image).catch((cause: unknown) => {
    const detail = 'The browser can not read the image. Is it one?';
    throw new LikenessApiError({ code: 'PhotoNotAnImage', status: null, fault: 'user', detail }, { cause });
  });
  try {
    const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
    const side = (length: number): number => Math.max(1, Math.round(length * scale));
    const canvas = new OffscreenCanvas(side(bitmap.width), side(bitmap.height));
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('The browser gives no canvas to draw on: are too many open?');
    // A JPEG has nothing that is transparent.
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/jpeg', quality });
  } finally {
    bitmap.close();
  }
}
