import type { components } from '@likeness/client';
import { fetchFile } from '../masks/fetch-file.ts';
import type { AddedPhoto } from './photo.ts';

type RunPhoto = components['schemas']['RunPhoto'];

/** Photos that are fetched at once. */
const atOnce = 4;

/** The photos of a run as if they were chosen anew. A mask comes with those alone that came with one: what was drawn is drawn again. */
export async function fetchPhotos(
  photos: readonly RunPhoto[],
  signal: AbortSignal,
  onFetched: (count: number) => void,
): Promise<AddedPhoto[]> {
  const fetched: AddedPhoto[] = [];
  for (let at = 0; at < photos.length; at += atOnce) {
    const some = photos.slice(at, at + atOnce);
    fetched.push(...(await Promise.all(some.map((photo) => fetchPhoto(photo, signal)))));
    onFetched(fetched.length);
  }
  return fetched;
}

async function fetchPhoto(photo: RunPhoto, signal: AbortSignal): Promise<AddedPhoto> {
  const { id, name, role, url, maskUrl, maskGiven } = photo;
  const body = await fetchFile(url, name, signal);
  const mask = maskUrl === null || !maskGiven ? null : await fetchFile(maskUrl, `The mask of ${name} (${id})`, signal);
  return { file: new File([body], name, { type: body.type }), role, mask };
}
