import { type ErrorCode, LikenessError, ServiceError } from '../../lib/domain/errors.ts';
import { decodeIndex, encodeIndex, type GalleryIndex, spaceDigest, updatedIndex } from '../../lib/domain/gallery.ts';
import { galleryIndexUri, galleryPhotoUri, type TenantReference } from '../../lib/domain/keys.ts';
import type { Embedding } from '../../lib/ports/endpoints.ts';
import type { ObjectStore, Ports } from '../../lib/ports/index.ts';
import { inOrder } from '../accept/in-order.ts';
import { photoIds } from './photos.ts';

type IndexPorts = Pick<Ports, 'objects' | 'endpoints'>;

/** An adapter's name (null is the bare backbone), and any vector that it made: that says what its space is. */
export interface Asked {
  readonly adapterName: string | null;
  readonly embedding: Embedding;
}

export interface CurrentIndex {
  readonly index: GalleryIndex;
  /** Photos that are in the gallery and not yet in the index. */
  readonly pending: number;
  /** Why a photo could not be embedded just now: the first of them. */
  readonly failure: { readonly code: ErrorCode; readonly message: string } | null;
}

/** Photos that are embedded at the same time. */
const atOnce = 8;

/**
 * The gallery's index in the space that is asked in, brought up to date by at most `limit` photos. Of two calls at once
 * the later write stays; what it lacks is embedded anew by the next call.
 */
export async function currentIndex(
  ports: IndexPorts,
  of: TenantReference,
  asked: Asked,
  limit: number,
): Promise<CurrentIndex> {
  const { objects } = ports;
  const empty = emptyIndex(asked.embedding);
  const uri = galleryIndexUri(of, spaceDigest(empty.space));
  const stored = await storedIndex(objects, uri, empty);
  const before = stored ?? empty;
  // After the index, so that no photo is dropped from it that was added meanwhile.
  const ids = await photoIds(objects, of);
  const known = new Set(before.ids);
  const missing = ids.filter((id) => !known.has(id));
  const { made, gone, failure } = await embedPhotos(ports, of, asked, missing.slice(0, limit));
  const index = updatedIndex(before, ids, made);
  if (stored === undefined || made.size > 0 || index.ids.length < before.ids.length) {
    await objects.put(uri, encodeIndex(index), 'application/octet-stream');
  }
  return { index, pending: missing.length - made.size - gone, failure };
}

const spaceOf = ({ backbone, adapter, feature }: Embedding): GalleryIndex['space'] => ({ backbone, adapter, feature });

const emptyIndex = (embedding: Embedding): GalleryIndex => ({
  space: spaceOf(embedding),
  dimensions: embedding.vector.length,
  ids: [],
  vectors: new Float32Array(),
});

/** Undefined where there is none, or one that can't be trusted: it is made of the photos anew. */
async function storedIndex(
  objects: ObjectStore,
  uri: string,
  { space, dimensions }: GalleryIndex,
): Promise<GalleryIndex | undefined> {
  try {
    const index = decodeIndex(uri, await objects.get(uri));
    const fits = spaceDigest(index.space) === spaceDigest(space) && index.dimensions === dimensions;
    return fits ? index : undefined;
  } catch (error) {
    if (error instanceof LikenessError && ['ObjectNotFound', 'Internal'].includes(error.code)) return undefined;
    throw error;
  }
}

interface Embedded extends Pick<CurrentIndex, 'failure'> {
  readonly made: ReadonlyMap<string, readonly number[]>;
  /** Photos that were removed since they were listed. */
  readonly gone: number;
}

/** Goes on past photos that can't be embedded, until they are as many as are asked for at once: then nothing answers. */
async function embedPhotos(
  ports: IndexPorts,
  of: TenantReference,
  asked: Asked,
  ids: readonly string[],
): Promise<Embedded> {
  const made = new Map<string, readonly number[]>();
  const failures: ServiceError[] = [];
  let gone = 0;
  const work = async (id: string) => ({ id, outcome: await embedPhoto(ports, galleryPhotoUri(of, id), asked) });
  for await (const { id, outcome } of inOrder(ids, atOnce, work)) {
    if (outcome === undefined) gone += 1;
    else if (!(outcome instanceof ServiceError)) made.set(id, outcome);
    else if (failures.push(outcome) === atOnce) break;
  }
  const [first] = failures;
  return { made, gone, failure: first === undefined ? null : { code: first.code, message: first.message } };
}

/** Undefined where the photo is gone. */
async function embedPhoto(
  { objects, endpoints }: IndexPorts,
  uri: string,
  { adapterName, embedding }: Asked,
): Promise<readonly number[] | ServiceError | undefined> {
  try {
    const found = await endpoints.embed(await objects.get(uri), adapterName);
    const same = spaceDigest(spaceOf(found)) === spaceDigest(spaceOf(embedding));
    if (same && found.vector.length === embedding.vector.length) return found.vector;
    return new ServiceError('EndpointFailed', 'The endpoint answered with two models within one search: ask again.');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return error.code === 'ObjectNotFound' ? undefined : error;
  }
}
