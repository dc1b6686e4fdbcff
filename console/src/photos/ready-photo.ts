import { LikenessApiError } from '@likeness/client';
import { fromFile, shrink } from '@likeness/client/browser';
import { size } from '../formats/sizes.ts';
import { asJpeg, telling, unreadable } from './photo-type.ts';

/** In base64, which takes a third more, this is what goes through at every home. */
export const largestPhoto = 3 * 1024 * 1024;
/** More than any model looks at. */
const longestSide = 2048;

/** A photo as it is sent. */
export interface ReadyPhoto {
  readonly name: string;
  readonly image: Blob;
  /** What was done to it before; null where it is sent as it was. */
  readonly changed: string | null;
}

/**
 * The photo as the service takes it: made smaller where it is large, and a JPEG where it is of a kind that only the browser reads.
 * @throws LikenessApiError `PhotoNotAnImage`
 */
export async function readyPhoto(file: File): Promise<ReadyPhoto> {
  const type = await fromFile(file).then(
    (photo) => photo.type,
    () => null,
  );
  const { name } = file;
  if (type !== null && file.size <= largestPhoto) {
    return { name, image: new Blob([file], { type }), changed: null };
  }
  const image = await shrink(file, { longestSide }).catch(async (cause: unknown) => {
    const detail = unreadable(new Uint8Array(await file.slice(0, telling).arrayBuffer()));
    throw new LikenessApiError({ code: 'PhotoNotAnImage', status: null, fault: 'user', detail }, { cause });
  });
  const smaller = `made smaller in your browser before it was sent: ${size(file.size)} became ${size(image.size)}`;
  return {
    name: asJpeg(name),
    image,
    changed: type === null ? 'It was turned into a JPEG in your browser before it was sent.' : `It was ${smaller}.`,
  };
}
