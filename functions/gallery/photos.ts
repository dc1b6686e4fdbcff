import { InputError } from '../../lib/domain/errors.ts';
import { galleryLimits, isPhotoId } from '../../lib/domain/gallery.ts';
import {
  galleryPhotosPrefix,
  galleryPhotoUri,
  galleryThumbnailUri,
  type TenantReference,
} from '../../lib/domain/keys.ts';
import { defaultQuotas } from '../../lib/domain/quotas.ts';
import type { ObjectStore, Ports } from '../../lib/ports/index.ts';
import { type CleanFile, cleanPhoto } from '../accept/photo.ts';

type GalleryPorts = Pick<Ports, 'objects'>;

/**
 * Puts a photo into the tenant's gallery, cleaned as reference photos are. The same file again is the same photo.
 * @param most the quota `galleryPhotos`
 * @throws InputError as for a reference photo, `QuotaExceeded`
 */
export async function add(
  { objects }: GalleryPorts,
  of: TenantReference,
  image: Uint8Array,
  most: number = defaultQuotas.galleryPhotos,
): Promise<{ id: string }> {
  const { bytes, sha256 } = await cleanImage(image);
  const id = sha256.slice(0, 32);
  const uri = galleryPhotoUri(of, id);
  const isNew = await objects.putIfAbsent(uri, bytes, 'image/jpeg');
  // Counted afterwards: of any number that are added at once, never more stay than there may be.
  if (isNew && (await photoIds(objects, of)).length > most) {
    await objects.delete(uri);
    throw new InputError(
      'QuotaExceeded',
      `The gallery has the ${most} photos that it may have. Remove some, or ask an admin for more.`,
    );
  }
  return { id };
}

/**
 * Takes a photo out of the gallery with its small copy, and with the next search in a space its vector out of that space's index. No error
 * where there is no such photo.
 * @throws InputError `OptionInvalid` for what is no photo's id
 */
export async function remove({ objects }: GalleryPorts, of: TenantReference, id: string): Promise<void> {
  if (!isPhotoId(id))
    throw new InputError('OptionInvalid', "A photo's id has 32 hexadecimal digits. Take it from the list.");
  await objects.delete(galleryPhotoUri(of, id));
  await objects.delete(galleryThumbnailUri(of, id));
}

/** The ids of the photos in the gallery, ascending. */
export async function list({ objects }: GalleryPorts, of: TenantReference): Promise<{ ids: string[] }> {
  return { ids: await photoIds(objects, of) };
}

export async function photoIds(objects: Pick<ObjectStore, 'list'>, of: TenantReference): Promise<string[]> {
  const prefix = galleryPhotosPrefix(of);
  const entries = await objects.list(prefix);
  return entries.map(({ uri }) => uri.slice(prefix.length).replace(/\.jpg$/, '')).filter(isPhotoId);
}

/**
 * A picture as the gallery keeps it: JPEG, upright, 8-bit sRGB, no metadata.
 * @throws InputError for what is no JPEG, PNG or WebP that can be used, or too large
 */
export async function cleanImage(image: Uint8Array): Promise<CleanFile> {
  const { picture } = await cleanPhoto({ name: 'image', bytes: image });
  if (picture.bytes.length <= galleryLimits.bytes) return picture;
  throw new InputError(
    'PhotoTooLarge',
    `The image has ${Math.ceil(picture.bytes.length / 1e6)} MB as a clean JPEG and at most ${galleryLimits.bytes / 1024 / 1024} MiB are taken. Make it smaller.`,
  );
}
