import type { Likeness, Photo, Upload, UploadProgress } from '@likeness/client';
import { fetchFile } from '../../masks/fetch-file.ts';
import { pngOf } from '../../masks/mask-files.ts';
import type { Painting } from '../../masks/painting.ts';
import { fetchEach } from '../../photos/fetch-each.ts';
import type { RunPhoto } from '../../photos/run-photos.ts';

/** How far the photos are on their way to a new upload: each is fetched, and then sent. */
export interface Sending {
  readonly fetched: number;
  readonly photos: number;
  /** Null before the first file is there. */
  readonly sent: UploadProgress | null;
}

/** From 0 to 100. Fetching is the smaller part. */
export const percentSent = ({ fetched, photos, sent }: Sending): number =>
  25 * (photos === 0 ? 1 : fetched / photos) + (sent === null ? 0 : 75 * (sent.bytes / Math.max(1, sent.totalBytes)));

/** The mask that the photo is to have: as it was corrected, else as it was shown. */
async function maskOf(
  { id, name, maskUrl }: RunPhoto,
  painting: Painting | undefined,
  signal: AbortSignal,
): Promise<Blob | null> {
  if (painting?.corrected) return pngOf(painting.mask);
  return maskUrl === null ? null : fetchFile(maskUrl, `The mask of ${name} (${id})`, signal);
}

async function fetched(photo: RunPhoto, painting: Painting | undefined, signal: AbortSignal): Promise<Photo> {
  const { name, role, url } = photo;
  const body = await fetchFile(url, name, signal);
  const mask = await maskOf(photo, painting, signal);
  // As the run took it: upright, and a JPEG whatever its name says.
  return { name, role, type: 'image/jpeg', bytes: body.size, body, ...(mask !== null && { mask }) };
}

interface Send {
  readonly subject: string;
  readonly photos: readonly RunPhoto[];
  readonly paintings: ReadonlyMap<string, Painting>;
  readonly signal: AbortSignal;
  onProgress(sending: Sending): void;
}

/** Uploads the run's own photos again, with their masks as they are now. */
export async function sendCorrected(
  likeness: Likeness,
  { subject, photos, paintings, signal, onProgress }: Send,
): Promise<Upload> {
  const tell = (count: number, sent: UploadProgress | null) =>
    onProgress({ fetched: count, photos: photos.length, sent });
  const ready = await fetchEach(
    photos,
    (photo) => fetched(photo, paintings.get(photo.id), signal),
    (count) => tell(count, null),
  );
  return likeness.upload(subject, ready, { signal, onProgress: (sent) => tell(photos.length, sent) });
}
