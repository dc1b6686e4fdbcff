import { z } from 'zod';
import type { Json } from './digest.ts';

/** What is counted: objects by what they are, then what is none. */
export const deletedKinds = [
  'photos',
  'syntheticImages',
  'checkpoints',
  'adapters',
  'vectors',
  'archives',
  'documents',
  'records',
  'logs',
  'executions',
] as const;
export type DeletedKind = (typeof deletedKinds)[number];
export type DeletedCounts = Record<DeletedKind, number>;

const counts = z.object(
  Object.fromEntries(deletedKinds.map((kind) => [kind, z.int()])) as Record<DeletedKind, z.ZodInt>,
);

/** Why something was deleted: somebody asked for it, or it was older than the tenant keeps such things. */
export const deletionReasons = ['request', 'retention'] as const;

/** The receipt of a deletion: what its record says beside its key. Times are ISO 8601 in UTC. */
export const receiptShape = z.object({
  /** A ULID. */
  deletion: z.string(),
  reason: z.enum(deletionReasons),
  /** Null for what was too old. */
  subject: z.string().nullable(),
  status: z.enum(['running', 'done']),
  requestedBy: z.string(),
  requestedAt: z.string(),
  /** What there is goes at once; from then on the deletion looks for what came late, and is done. */
  lastLookAt: z.string(),
  finishedAt: z.string().nullable(),
  counts: counts.nullable(),
  /** Of all deleted objects. */
  bytes: z.int().nullable(),
  /** Where the list of the deleted objects is, and how many of them were too large to have a digest in it. */
  list: z.object({ key: z.string(), sha256: z.string(), objects: z.int(), sizeOnly: z.int() }).nullable(),
  horizons: z.array(z.object({ store: z.string(), holds: z.string(), days: z.int().nullable() })),
  /** A compact JWS of the statement. */
  signature: z.string().nullable(),
});
export type Receipt = z.infer<typeof receiptShape>;

/** What a finished receipt states and its signature signs. */
export function statementOf(tenant: string, receipt: Omit<Receipt, 'signature'>): { [member: string]: Json } {
  const { deletion, reason, subject, requestedBy, requestedAt, finishedAt, counts: counted, bytes, list } = receipt;
  return {
    version: 1,
    tenant,
    ...{ deletion, reason, subject, requestedBy, requestedAt, finishedAt, bytes },
    counts: counted && { ...counted },
    list: list && { ...list },
    horizons: receipt.horizons.map((horizon) => ({ ...horizon })),
  };
}

/** A line of the list: an object's address in the bucket, and what was in it. */
export interface DeletedObject {
  readonly key: string;
  readonly bytes: number;
  /** Null for what was too large to read. */
  readonly sha256: string | null;
}

const picture = /\.(?:jpe?g|png|webp)$/;

/** What an object is, by its address in the bucket. */
export function kindOf(key: string): DeletedKind {
  const [top, , place, , folder, , part, ...rest] = key.split('/');
  if (top === 'inbox') return key.endsWith('.json') ? 'documents' : 'photos';
  if (place === 'gallery') return 'vectors';
  if (folder === 'photos') return picture.test(key) ? 'photos' : 'documents';
  if (folder !== 'jobs') return 'documents';
  if (part === 'checkpoints') return 'checkpoints';
  if (part === 'attempts') return 'archives';
  if (picture.test(key)) return 'syntheticImages';
  return fileKind(part, rest);
}

/** Of the model that a job made, or of its data. */
function fileKind(part: string | undefined, [file = '', ...more]: readonly string[]): DeletedKind {
  if (part === 'model' && file.startsWith('adapter_')) return 'adapters';
  const isWeights = [file, ...more].at(-1)?.endsWith('.safetensors');
  if (!isWeights) return 'documents';
  // A personal generator is a folder of weights; a file of numbers beside an adapter or among data is vectors.
  return more.length > 0 ? 'checkpoints' : 'vectors';
}
