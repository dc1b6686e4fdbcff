import { z } from '@hono/zod-openapi';
import { deletedKinds, deletionReasons } from '../../../lib/domain/deletion.ts';
import { name, time, ulid } from './common.ts';

export const deletionId = z.strictObject({ deletion: ulid.openapi({ param: { name: 'deletion', in: 'path' } }) });

const counts = z
  .object(Object.fromEntries(deletedKinds.map((kind) => [kind, z.int().min(0)])))
  .openapi('DeletedCounts', { description: 'Objects by what they were, then records, logs of jobs and executions.' });

const horizon = z
  .object({
    store: z.string().openapi({ description: 'Stays the same between versions.', example: 'dynamodb-backups' }),
    holds: z.string(),
    days: z.int().nullable().openapi({ description: 'From the deletion on; null where nobody can say.' }),
  })
  .openapi('Horizon');

export const deletionSchema = z
  .object({
    id: ulid,
    reason: z
      .enum(deletionReasons)
      .openapi({ description: 'Somebody asked for it, or it was older than you keep such things.' }),
    subject: name.nullable(),
    status: z.enum(['running', 'done']),
    requestedBy: z.string(),
    requestedAt: time,
    lastLookAt: time.openapi({
      description: 'What there is goes at once. From then on the deletion looks for what came late, and is done.',
    }),
    finishedAt: time.nullable(),
    counts: counts.nullable().openapi({ description: 'Null until it is done, as bytes and list are.' }),
    bytes: z.int().min(0).nullable().openapi({ description: 'Of all objects.' }),
    list: z
      .object({
        key: z.string(),
        sha256: z.string().openapi({ description: 'Of the list.' }),
        objects: z.int().min(0),
        sizeOnly: z.int().min(0).openapi({ description: 'Objects of more than 256 MiB, which have no digest in it.' }),
      })
      .nullable(),
    horizons: z.array(horizon).openapi({ description: 'What no deletion reaches, and until when.' }),
  })
  .openapi('Deletion');
export type DeletionDocument = z.infer<typeof deletionSchema>;

export const receiptSchema = deletionSchema
  .extend({
    listUrl: z.string().nullable().openapi({
      description: 'The list for an hour: a line of JSON an object, `{key, bytes, sha256}`, in the order of the keys.',
    }),
    signature: z.string().nullable().openapi({
      description: 'A compact JWS of what the receipt states, by a key of /.well-known/likeness-receipts.json.',
    }),
  })
  .openapi('Receipt');
export type ReceiptDocument = z.infer<typeof receiptSchema>;

export const receiptKeys = z
  .object({ keys: z.array(z.record(z.string(), z.string())) })
  .openapi('ReceiptKeys', { description: 'A JWK Set (RFC 7517).' });
