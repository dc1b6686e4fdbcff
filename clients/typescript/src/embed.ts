import { atOnce } from './at-once.ts';
import { answered, type CallOptions, type Connection, callInit } from './connection.ts';
import { LikenessApiError } from './error.ts';
import { dataUriLength, dataUriOf, type Image } from './images.ts';
import type { components, paths } from './schema.ts';

export interface EmbedOptions extends CallOptions {
  readonly feature?: NonNullable<components['schemas']['EmbeddingRequest']['feature']>;
  readonly dimensions?: number;
}

type EmbedAnswer = paths['/v1/embeddings']['post']['responses'][200]['content']['application/json'];

/** Vectors and what made them: never compare vectors that differ in any of it. */
export interface Embeddings extends Pick<EmbedAnswer, 'model' | 'backbone' | 'adapter' | 'feature' | 'dimensions'> {
  /** L2-normalised, in the images' order. */
  readonly vectors: Float32Array[];
}

/** What one request takes: the service refuses more images, and what is on the way to it a larger body. */
const largestBatch = { images: 32, bytes: 4_000_000 };
const requestsAtOnce = 3;

/** As many images as you like as vectors, all of them by the same adapter. */
export async function embed(
  connection: Connection,
  model: string,
  images: readonly Image[],
  options: EmbedOptions = {},
): Promise<Embeddings> {
  const [first = [], ...others] = batchesOf(images);
  const { feature, dimensions } = options;
  const ask = async (asked: string, batch: readonly Image[], signal?: AbortSignal): Promise<EmbedAnswer> => {
    const input = await Promise.all(batch.map(dataUriOf));
    const request = { model: asked, input, encoding_format: 'base64' as const };
    const body = { ...request, ...(feature && { feature }), ...(dimensions && { dimensions }) };
    return answered(connection.http.POST('/v1/embeddings', { ...callInit({ signal }), body }));
  };
  const { signal } = options;
  const made = await ask(model, first, signal);
  // By the name that the first answer gave: a subject alone may be promoted to another adapter meanwhile.
  const rest = await atOnce(requestsAtOnce, others, signal, (batch, ended) => ask(made.model, batch, ended));
  for (const answer of rest) requireSame(made, answer);
  const { backbone, adapter } = made;
  return {
    ...{ model: made.model, backbone, adapter, feature: made.feature, dimensions: made.dimensions },
    vectors: [made, ...rest].flatMap(vectorsOf),
  };
}

/** In order, each as large as a request may be; an image that is larger alone is the service's to refuse. */
function batchesOf(images: readonly Image[]): Image[][] {
  const batches: Image[][] = [];
  let bytes = 0;
  for (const image of images) {
    const batch = batches.at(-1);
    const length = dataUriLength(image);
    bytes += length;
    if (batch === undefined || batch.length === largestBatch.images || bytes > largestBatch.bytes) {
      batches.push([image]);
      bytes = length;
    } else {
      batch.push(image);
    }
  }
  return batches;
}

function requireSame(made: EmbedAnswer, other: EmbedAnswer): void {
  if (made.backbone === other.backbone && made.adapter === other.adapter) return;
  const detail = `The service was changed meanwhile: ${made.model} answered first and ${other.model} later. Ask again.`;
  throw new LikenessApiError({ code: 'UnexpectedAnswer', status: null, fault: 'service', detail });
}

function vectorsOf({ data }: EmbedAnswer): Float32Array[] {
  return data.toSorted((one, other) => one.index - other.index).map(({ embedding }) => vectorOf(embedding));
}

/** From base64 of little-endian float32, which is a third of the numbers' text. */
function vectorOf(embedding: string | number[]): Float32Array {
  if (typeof embedding !== 'string') return Float32Array.from(embedding);
  const view = new DataView(Uint8Array.from(atob(embedding), (character) => character.charCodeAt(0)).buffer);
  return Float32Array.from({ length: view.byteLength / 4 }, (_, index) => view.getFloat32(4 * index, true));
}
