import type { Receipt } from '../../lib/domain/deletion.ts';
import { InputError } from '../../lib/domain/errors.ts';
import { deletionKeyStart, tenantPartition } from '../../lib/domain/keys.ts';
import { readReceipt, receiptIn } from '../deletion/receipt.ts';
import type { ApiPorts } from './context.ts';
import type { DeletionDocument, ReceiptDocument } from './schemas/deletions.ts';

const urlSeconds = 3600;

/** One page of the tenant's deletions, the newest first. */
export async function listDeletions(
  { records }: Pick<ApiPorts, 'records'>,
  tenant: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ data: DeletionDocument[]; next: string | null }> {
  const asked = { pk: tenantPartition(tenant), skPrefix: deletionKeyStart, newestFirst: true, limit, after: cursor };
  const { items, next } = await records.page(asked);
  return { data: items.map((item) => documentOf(receiptIn(item))), next };
}

/**
 * The whole receipt of a deletion.
 * @throws InputError `DeletionUnknown`
 */
export async function requireDeletion(
  ports: Pick<ApiPorts, 'records' | 'transfers'>,
  bucket: string,
  tenant: string,
  deletion: string,
): Promise<ReceiptDocument> {
  const receipt = await readReceipt(ports, tenant, deletion);
  if (receipt !== undefined) return receiptDocument(ports, bucket, receipt);
  throw new InputError(
    'DeletionUnknown',
    `There is no deletion ${deletion}. GET /v1/deletions lists those that there are.`,
  );
}

export async function receiptDocument(
  { transfers }: Pick<ApiPorts, 'transfers'>,
  bucket: string,
  receipt: Receipt,
): Promise<ReceiptDocument> {
  const { list, signature, deletion } = receipt;
  const listUrl =
    list &&
    (await transfers.downloadUrl({
      uri: `s3://${bucket}/${list.key}`,
      seconds: urlSeconds,
      contentType: 'application/jsonl',
      fileName: `${deletion}.jsonl`,
    }));
  return { ...documentOf(receipt), listUrl, signature };
}

const documentOf = ({ deletion, signature: _signature, ...facts }: Receipt): DeletionDocument => ({
  id: deletion,
  ...facts,
});
