import { fetchFile } from '../masks/fetch-file.ts';
import { fetchEach } from '../photos/fetch-each.ts';
import type { RunPhoto } from '../photos/run-photos.ts';
import type { AddedPhoto } from './photo.ts';

/** The photos of a run as if they were chosen anew. A mask comes with those alone that came with one: what was drawn is drawn again. */
export const fetchPhotos = (
  photos: readonly RunPhoto[],
  signal: AbortSignal,
  onFetched: (count: number) => void,
): Promise<AddedPhoto[]> => fetchEach(photos, (photo) => fetchPhoto(photo, signal), onFetched);

async function fetchPhoto(photo: RunPhoto, signal: AbortSignal): Promise<AddedPhoto> {
  const { id, name, role, url, maskUrl, maskGiven } = photo;
  const body = await fetchFile(url, name, signal);
  const mask = maskUrl === null || !maskGiven ? null : await fetchFile(maskUrl, `The mask of ${name} (${id})`, signal);
  return { file: new File([body], name, { type: body.type }), role, mask };
}
