import { z } from 'zod';
import { damaged, readFloats, splitHeader } from './headed-floats.ts';

/** Row by row. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const offset = z.int().nonnegative();
const entrySchema = z.strictObject({
  dtype: z.literal('F32'),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([offset, offset]),
});
const metadataSchema = z.record(z.string(), z.string());

/**
 * All tensors of a safetensors file, by name. Only float32 is read, and the tensors must fill the file without holes or
 * overlaps, as the format's definition asks.
 * @throws ServiceError `Internal` naming the object at `uri`
 */
export function readTensors(uri: string, bytes: Uint8Array): ReadonlyMap<string, Tensor> {
  const { header, data } = splitHeader(uri, bytes);
  const { __metadata__: metadata = {}, ...described } = header as Record<string, unknown>;
  if (!metadataSchema.safeParse(metadata).success) throw damaged(uri, 'its metadata are not texts');
  const entries = Object.entries(described).map(([name, entry]) => ({ name, ...entryOf(uri, name, entry) }));
  checkFilled(uri, entries, data.length);
  return new Map(
    entries.map(({ name, shape, from, to }) => [name, { shape, values: readFloats(uri, data.subarray(from, to)) }]),
  );
}

interface Entry {
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

function entryOf(uri: string, name: string, described: unknown): Entry {
  const parsed = entrySchema.safeParse(described);
  const quoted = JSON.stringify(name);
  if (!parsed.success) throw damaged(uri, `its tensor ${quoted} is not described as float32`, parsed.error);
  const { shape, data_offsets } = parsed.data;
  const [from, to] = data_offsets;
  if (to - from !== 4 * shape.reduce((product, side) => product * side, 1)) {
    throw damaged(uri, `its tensor ${quoted} of shape [${shape.join(', ')}] lies from byte ${from} to ${to}`);
  }
  return { shape, from, to };
}

function checkFilled(uri: string, entries: readonly Entry[], length: number): void {
  let end = 0;
  for (const { from, to } of entries.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) throw damaged(uri, `its tensors leave a hole or overlap at byte ${from}`);
    end = to;
  }
  if (end !== length) throw damaged(uri, `its tensors end at byte ${end} of ${length}`);
}
