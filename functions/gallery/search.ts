import { InputError, ServiceError } from '../../lib/domain/errors.ts';
import { type GalleryMatch, galleryLimits, nearest, type Space } from '../../lib/domain/gallery.ts';
import { isNamed, type SubjectReference } from '../../lib/domain/keys.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { warmUpImage } from '../../lib/ports/warm-up.ts';
import { readEndpoint } from '../subject-endpoint.ts';
import { type CurrentIndex, currentIndex } from './current-index.ts';
import { cleanImage } from './photos.ts';
import { needsImage, referenceVectors } from './references.ts';

export interface GallerySearch extends Pick<CurrentIndex, 'pending' | 'failure'> {
  /** The nearest first. */
  readonly results: readonly GalleryMatch[];
  /** What made the vectors that were compared; `adapter` null is the base. */
  readonly space: Space;
}

/**
 * The photos of the tenant's gallery that are nearest to an image, or without one to the subject's reference photos, in
 * the space of what serves the subject now. At most `limit` photos that the index lacks are embedded first; `pending`
 * ones are not among the results.
 * @throws InputError `OptionInvalid` for a count that isn't taken, and without an image where the base serves; as for a
 * reference photo for an image that can't be used
 * @throws ServiceError as the endpoints do
 */
export async function search(
  ports: Pick<Ports, 'objects' | 'records' | 'endpoints'>,
  of: SubjectReference,
  { image }: { readonly image?: Uint8Array },
  count: number,
  limit: number = galleryLimits.embedded,
): Promise<GallerySearch> {
  checkCount(count);
  // Cleaned as the photos were, so that like is compared with like.
  const picture = image && (await cleanImage(image));
  // Read once: all vectors of this search are this adapter's, whatever is promoted meanwhile.
  const { adapter: adapterName } = await readEndpoint(ports, of);
  if (picture === undefined && adapterName === null) throw needsImage(of.subject, 'no adapter serves it yet');
  const embedding = await ports.endpoints.embed(picture?.bytes ?? warmUpImage, adapterName);
  const { vector, backbone, adapter, feature } = embedding;
  if (!isNamed(adapter, adapterName)) {
    throw new ServiceError('EndpointFailed', `The endpoint was asked for ${adapterName} and answered with ${adapter}.`);
  }
  const query =
    picture === undefined && adapter !== null
      ? await referenceVectors(ports.objects, of, adapter, vector.length)
      : Float32Array.from(vector);
  const { index, pending, failure } = await currentIndex(ports, of, { adapterName, embedding }, limit);
  return { results: nearest(index, query, count), space: { backbone, adapter, feature }, pending, failure };
}

function checkCount(count: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= galleryLimits.results) return;
  throw new InputError('OptionInvalid', `count is a whole number from 1 to ${galleryLimits.results}; not ${count}.`);
}
