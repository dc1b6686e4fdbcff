import { InputError } from '../../lib/domain/errors.ts';
import type { RunReference } from '../../lib/domain/keys.ts';
import type { PhotoRole } from '../../lib/domain/upload.ts';
import type { ApiPorts } from './context.ts';
import { linesOf } from './run-images.ts';
import { finishedJobs } from './run-jobs.ts';
import { acceptedPhotos } from './run-photos.ts';
import { imageThumbnail, orNone, type Pictured, photoThumbnail, thumbnailOf } from './thumbnails.ts';

type ThumbnailPorts = Pick<ApiPorts, 'objects' | 'records'>;

/**
 * The small copy of one picture of a run, made where it is not there yet.
 * @param kind `image` for a synthetic image, else the role of a photo
 * @throws InputError `PhotoUnknown`
 */
export async function readThumbnail(
  ports: ThumbnailPorts,
  run: RunReference,
  upload: string,
  kind: PhotoRole | 'image',
  picture: string,
): Promise<Uint8Array> {
  const found =
    kind === 'image' ? await ofImage(ports, run, picture) : await ofPhoto(ports, run, upload, `${kind}/${picture}`);
  if (found !== null) return found;
  const list = kind === 'image' ? 'images' : 'photos';
  throw new InputError('PhotoUnknown', `The run has no picture ${kind}/${picture}. GET its ${list} for those it has.`);
}

async function ofImage({ objects, records }: ThumbnailPorts, run: RunReference, id: string) {
  const { generate, compose } = await finishedJobs(records, run);
  for (const digest of [generate, compose]) {
    if (digest === undefined) continue;
    const lines = async () => (await linesOf(objects, run, digest)).find((line) => line.id === id);
    const small = await keptOrMade({ objects }, imageThumbnail(run, digest, id).thumbnail, lines);
    if (small !== null) return small;
  }
  return null;
}

async function ofPhoto({ objects }: ThumbnailPorts, run: RunReference, upload: string, id: string) {
  const copy = photoThumbnail(run, upload, { id });
  const source = async () => {
    const photo = (await acceptedPhotos(objects, run, upload)).find((one) => one.id === id);
    return photo && { uri: photo.uri, ...copy };
  };
  return keptOrMade({ objects }, copy.thumbnail, source);
}

/** What is kept; else it is made of what `source` finds. */
async function keptOrMade(
  { objects }: Pick<ThumbnailPorts, 'objects'>,
  thumbnail: string,
  source: () => Promise<Pictured | undefined>,
): Promise<Uint8Array | null> {
  const kept = await orNone(objects, thumbnail);
  if (kept !== null) return kept;
  const picture = await source();
  return picture === undefined ? null : thumbnailOf(objects, picture);
}
