import { z } from '@hono/zod-openapi';
import { InputError } from '../../../lib/domain/errors.ts';
import { galleryPhotoUri } from '../../../lib/domain/keys.ts';
import { add, list, remove } from '../../gallery/photos.ts';
import { quotasFor } from '../../quotas.ts';
import type { Api, ApiContext, ApiHome } from '../context.ts';
import { bytesOf, isRawImage, rawImage } from '../images.ts';
import { operation } from '../operation.ts';
import { json, pageOf, paging } from '../schemas/common.ts';
import { jsonOrImage } from '../schemas/embeddings.ts';
import { galleryPhoto, imageRequest, photoCursor, photoId } from '../schemas/gallery.ts';
import { galleryThumbnail, thumbnailUrls } from '../thumbnails.ts';

const tags = ['embeddings'];

const put = operation(
  { scope: 'likeness/write' },
  {
    method: 'post',
    path: '/v1/gallery',
    tags,
    summary: 'Put a photo into the gallery that you search',
    request: { body: jsonOrImage(imageRequest) },
    responses: { 201: json(galleryPhoto, 'The photo; the same picture again is the same photo.') },
  },
);

const all = operation(
  { scope: 'likeness/read' },
  {
    method: 'get',
    path: '/v1/gallery',
    tags,
    summary: 'The photos of your gallery, by their ids',
    request: { query: z.strictObject({ limit: paging.limit, cursor: photoCursor }) },
    responses: { 200: json(pageOf(galleryPhoto, 'GalleryPage'), 'A page of them.') },
  },
);

const one = operation(
  { scope: 'likeness/read', problems: [404] },
  {
    method: 'get',
    path: '/v1/gallery/{photo}',
    tags,
    summary: 'A photo of your gallery, as a search names it',
    request: { params: photoId },
    responses: { 200: json(galleryPhoto, 'The photo.') },
  },
);

const takeOut = operation(
  { scope: 'likeness/write', problems: [404] },
  {
    method: 'delete',
    path: '/v1/gallery/{photo}',
    tags,
    summary: 'Take a photo out of the gallery',
    request: { params: photoId },
    responses: { 204: { description: 'It is gone, and with the next search its vector.' } },
  },
);

const urlSeconds = 3600;

export function routeGallery(app: Api, { home }: ApiHome): void {
  const placeOf = (context: ApiContext) => ({ bucket: home.bucket, tenant: context.get('identity').tenant });
  /** Photos that are there, as they are told. */
  const told = async (context: ApiContext, ids: readonly string[]) => {
    const ports = context.get('ports');
    const pictures = ids.map((id) => ({
      uri: galleryPhotoUri(placeOf(context), id),
      ...galleryThumbnail(placeOf(context), id),
    }));
    const thumbnails = await thumbnailUrls(ports, pictures);
    const photos = pictures.map(async ({ uri }, at) => ({
      id: ids[at] ?? '',
      url: await ports.transfers.downloadUrl({ uri, seconds: urlSeconds, contentType: 'image/jpeg' }),
      thumbnailUrl: thumbnails[at] ?? null,
    }));
    return Promise.all(photos);
  };
  const requirePhoto = async (context: ApiContext, photo: string): Promise<void> => {
    if ((await context.get('ports').objects.head(galleryPhotoUri(placeOf(context), photo))) !== undefined) return;
    throw new InputError('PhotoUnknown', `There is no photo ${photo} in the gallery. GET /v1/gallery lists them.`);
  };

  app.openapi(put, async (context) => {
    const image = isRawImage(context) ? await rawImage(context) : context.req.valid('json').image;
    const place = placeOf(context);
    const { galleryPhotos } = await quotasFor(context.get('ports'), home, place.tenant);
    const { id } = await add(context.get('ports'), place, bytesOf(image), galleryPhotos);
    const [photo] = await told(context, [id]);
    return context.json(photo, 201);
  });

  app.openapi(all, async (context) => {
    const { limit, cursor = '' } = context.req.valid('query');
    const { ids } = await list(context.get('ports'), placeOf(context));
    const rest = ids.filter((id) => id > cursor);
    const page = rest.slice(0, limit);
    const next = rest.length > limit ? (page.at(-1) ?? null) : null;
    return context.json({ data: await told(context, page), next }, 200);
  });

  app.openapi(one, async (context) => {
    const { photo: id } = context.req.valid('param');
    await requirePhoto(context, id);
    const [photo] = await told(context, [id]);
    return context.json(photo, 200);
  });

  app.openapi(takeOut, async (context) => {
    const { photo } = context.req.valid('param');
    await requirePhoto(context, photo);
    await remove(context.get('ports'), placeOf(context), photo);
    return context.body(null, 204);
  });
}
