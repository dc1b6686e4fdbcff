import { InputError } from '../../lib/domain/errors.ts';
import type { ApiContext } from './context.ts';
import { mediaTypeOf } from './media-type.ts';
import { imageTypes } from './schemas/photos.ts';

/** Whether the body is one image as it is. */
export function isRawImage(context: ApiContext): boolean {
  const type = mediaTypeOf(context);
  return imageTypes.some((known) => known === type);
}

/** The image of the body, as the embedding server takes it. */
export async function rawImage(context: ApiContext): Promise<string> {
  const bytes = Buffer.from(await context.req.arrayBuffer());
  if (bytes.length === 0) throw new InputError('PhotoNotAnImage', 'The body is empty: it takes an image.');
  return `data:${mediaTypeOf(context)};base64,${bytes.toString('base64')}`;
}

const dataUri = /^data:(?:image\/(?:jpeg|png|webp));base64,/;

/**
 * The bytes of a `data:` URI.
 * @throws InputError `PhotoNotAnImage`
 */
export function bytesOf(uri: string): Uint8Array {
  const text = uri.replace(dataUri, '');
  const bytes = Buffer.from(text, 'base64');
  if (text === uri || bytes.length === 0) {
    throw new InputError('PhotoNotAnImage', 'An image is a data: URI in base64 of a JPEG, PNG or WebP.');
  }
  return bytes;
}
