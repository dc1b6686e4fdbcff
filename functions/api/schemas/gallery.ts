import { z } from '@hono/zod-openapi';
import { thumbnailUrl } from './images.ts';

const id = z.string().regex(/^[0-9a-f]{32}$/);

export const photoId = z.strictObject({ photo: id.openapi({ param: { name: 'photo', in: 'path' } }) });

/** Of the list: the last id of the page before. */
export const photoCursor = id.optional();

export const galleryPhoto = z
  .object({ id: z.string(), url: z.string().openapi({ description: 'Good for an hour.' }), thumbnailUrl })
  .openapi('GalleryPhoto');

export const imageRequest = z
  .strictObject({
    image: z.string().max(8_000_000).openapi({ description: 'JPEG, PNG or WebP as a `data:` URI in base64.' }),
  })
  .openapi('ImageRequest');
