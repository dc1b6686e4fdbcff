import { z } from 'zod';
import { digestOf } from './digest.ts';
import { ServiceError } from './errors.ts';
import { damaged, headedFloats, readFloats, splitHeader } from './headed-floats.ts';

export const galleryLimits = {
  /** Of a cleaned image: what the embedding server takes at most. */
  bytes: 6 * 1024 * 1024,
  /** Photos that one search embeds at most. */
  embedded: 200,
  results: 1000,
} as const;

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const spaceSchema = z.strictObject({
  /** Digest of the backbone's weights. */
  backbone: digest,
  /** Digest of the adapter's weights; null is the bare backbone. */
  adapter: digest.nullable(),
  feature: z.string(),
});

/** What vectors were made by. Those of different spaces are never compared. */
export type Space = z.infer<typeof spaceSchema>;

export const spaceDigest = ({ backbone, adapter, feature }: Space): string => digestOf({ backbone, adapter, feature });

const photoId = /^[0-9a-f]{32}$/;

export const isPhotoId = (text: string): boolean => photoId.test(text);

const headerSchema = z.strictObject({
  version: z.literal(1),
  space: spaceSchema,
  dimensions: z.int().positive(),
  ids: z.array(z.string().regex(photoId)).refine(isAscending, 'ids ascend'),
});

/** The vectors of a tenant's photos in one space. */
export interface GalleryIndex {
  readonly space: Space;
  readonly dimensions: number;
  /** Ascending, each once. */
  readonly ids: readonly string[];
  /** [ids, dimensions], row by row, finite. */
  readonly vectors: Float32Array;
}

function isAscending(ids: readonly string[]): boolean {
  return ids.every((id, row) => row === 0 || (ids[row - 1] as string) < id);
}

export const encodeIndex = ({ space, dimensions, ids, vectors }: GalleryIndex): Uint8Array =>
  headedFloats({ version: 1, space, dimensions, ids }, vectors);

/**
 * The index that an object holds.
 * @throws ServiceError `Internal` for anything else, naming the object at `uri`
 */
export function decodeIndex(uri: string, bytes: Uint8Array): GalleryIndex {
  const { header, data } = splitHeader(uri, bytes);
  const parsed = headerSchema.safeParse(header);
  if (!parsed.success) throw damaged(uri, "its header is not that of a gallery's index, version 1", parsed.error);
  const { space, dimensions, ids } = parsed.data;
  const length = ids.length * dimensions * Float32Array.BYTES_PER_ELEMENT;
  if (data.length !== length) throw damaged(uri, `its vectors have ${data.length} bytes, not ${length}`);
  return { space, dimensions, ids, vectors: readFloats(uri, data) };
}

/**
 * The index of those `ids` (ascending) of which there is a vector, in the index or among the `made` ones, whose vectors
 * are of the index's space.
 */
export function updatedIndex(
  index: GalleryIndex,
  ids: readonly string[],
  made: ReadonlyMap<string, readonly number[]>,
): GalleryIndex {
  const { space, dimensions } = index;
  const rows = new Map(index.ids.map((id, row) => [id, row]));
  const kept = ids.filter((id) => rows.has(id) || made.has(id));
  const vectors = new Float32Array(kept.length * dimensions);
  for (const [at, id] of kept.entries()) {
    const row = rows.get(id);
    const from = (row ?? 0) * dimensions;
    const known = row === undefined ? (made.get(id) ?? []) : index.vectors.subarray(from, from + dimensions);
    vectors.set(known, at * dimensions);
  }
  return { space, dimensions, ids: kept, vectors };
}

/** A photo, and how alike it is: a cosine, -1 to 1. */
export interface GalleryMatch {
  readonly id: string;
  readonly score: number;
}

/**
 * The `count` photos nearest to the query, the nearest first, and by id where they are equally near. Every photo is
 * compared: nothing is approximate.
 * @param query vectors of the index's space, row by row; a photo's score is its largest cosine to any of them. A vector
 * of length 0 has cosine 0 to all.
 * @throws ServiceError `Internal` for a query that is no such vectors
 */
export function nearest(index: GalleryIndex, query: Float32Array, count: number): GalleryMatch[] {
  const scores = largestCosines(index, query);
  const wanted = Math.min(count, scores.length);
  if (wanted <= 0) return [];
  const least = scores.toSorted()[scores.length - wanted] as number;
  const rows: number[] = [];
  for (let row = 0; row < scores.length; row += 1) if ((scores[row] as number) > least) rows.push(row);
  // Rows are in the order of ids, so of those that are equally near the first are taken.
  for (let row = scores.indexOf(least); rows.length < wanted; row = scores.indexOf(least, row + 1)) rows.push(row);
  const scoreOf = (row: number): number => scores[row] as number;
  return rows
    .sort((a, b) => scoreOf(b) - scoreOf(a) || a - b)
    .map((row) => ({ id: index.ids[row] as string, score: scoreOf(row) }));
}

function largestCosines({ ids, dimensions, vectors }: GalleryIndex, query: Float32Array): Float64Array {
  if (query.length === 0 || query.length % dimensions !== 0) {
    throw new ServiceError('Internal', `${query.length} numbers are no vectors of ${dimensions} dimensions.`);
  }
  const queryLengths: number[] = [];
  for (let at = 0; at < query.length; at += dimensions) {
    queryLengths.push(Math.sqrt(product(query, at, query, at, dimensions)));
  }
  return Float64Array.from(ids, (_, row) => {
    const start = row * dimensions;
    const length = Math.sqrt(product(vectors, start, vectors, start, dimensions));
    let largest = -1;
    for (let number = 0; number < queryLengths.length; number += 1) {
      const lengths = length * (queryLengths[number] as number);
      const dot = product(vectors, start, query, number * dimensions, dimensions);
      largest = Math.max(largest, lengths === 0 ? 0 : Math.min(1, dot / lengths));
    }
    return largest;
  });
}

/** Of the `count` numbers of each from these places on, in double precision. */
function product(a: Float32Array, from: number, b: Float32Array, other: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += (a[from + i] as number) * (b[other + i] as number);
  return sum;
}
