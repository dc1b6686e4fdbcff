import {
  type DeletedCounts,
  type DeletedObject,
  deletedKinds,
  kindOf,
  type Receipt,
  receiptShape,
  statementOf,
} from '../../lib/domain/deletion.ts';
import { canonicalJson, sha256 } from '../../lib/domain/digest.ts';
import { ServiceError } from '../../lib/domain/errors.ts';
import { deletionKey, deletionLedgerPrefix, receiptListUri, type TenantReference } from '../../lib/domain/keys.ts';
import type { Ports } from '../../lib/ports/index.ts';
import type { RecordItem, Write } from '../../lib/ports/records.ts';
import { type Entry, Ledger } from './ledger.ts';
import type { RemovalPorts } from './ports.ts';

/** A receipt of what is about to be deleted. */
export const newReceipt = (facts: Omit<Receipt, 'status' | 'finishedAt' | 'counts' | 'bytes' | 'list' | 'signature'>) =>
  ({
    ...facts,
    status: 'running',
    finishedAt: null,
    counts: null,
    bytes: null,
    list: null,
    signature: null,
  }) satisfies Receipt;

export const receiptIn = (item: RecordItem): Receipt => receiptShape.parse(item);

export async function readReceipt(
  { records }: Pick<Ports, 'records'>,
  tenant: string,
  deletion: string,
): Promise<Receipt | undefined> {
  const item = await records.get(deletionKey(tenant, deletion));
  return item && receiptIn(item);
}

/**
 * Lists, counts and signs what was deleted, makes the receipt `done` together with the `last` writes, and clears the
 * ledger. A deletion that is done already stays as it is, whoever did it: what is missing after that is made up for.
 */
export async function finish(
  ports: Pick<RemovalPorts, 'objects' | 'records' | 'signer' | 'clock'>,
  of: TenantReference,
  receipt: Receipt,
  last: readonly Write[],
): Promise<void> {
  if (receipt.status === 'running') {
    const { entries } = await Ledger.open(ports.objects, of, receipt.deletion);
    const { facts, text } = factsOf(of, receipt, entries, ports.clock.now());
    // Under its digest: where two finish at once, the list of the one who is quicker must stay what it is.
    await ports.objects.put(draftUri(of, facts), text, 'application/jsonl');
    const signature = await ports.signer.sign(canonicalJson(statementOf(of.tenant, facts)));
    const { deletion, ...changes } = { ...facts, signature };
    const done = { ...changes, horizons: changes.horizons.map((horizon) => ({ ...horizon })) };
    const key = deletionKey(of.tenant, deletion);
    await ports.records.transact([...last, { update: key, changes: done, expected: { status: 'running' } }]);
  }
  await clear(ports, of, receipt.deletion);
}

/** Puts the list where it is to stay, and removes all else that the deletion wrote down. */
async function clear(
  ports: Pick<RemovalPorts, 'objects' | 'records'>,
  of: TenantReference,
  deletion: string,
): Promise<void> {
  const receipt = await readReceipt(ports, of.tenant, deletion);
  if (receipt?.status !== 'done') throw new ServiceError('Internal', `The deletion ${deletion} is not done.`);
  const uri = receiptListUri(of, deletion);
  if ((await ports.objects.head(uri)) === undefined) await ports.objects.copy(draftUri(of, receipt), uri);
  await ports.objects.purge(deletionLedgerPrefix(of, deletion), async () => {});
}

const draftUri = (of: TenantReference, { deletion, list }: Pick<Receipt, 'deletion' | 'list'>): string =>
  `${deletionLedgerPrefix(of, deletion)}lists/${list?.sha256}.jsonl`;

function factsOf(of: TenantReference, receipt: Receipt, entries: readonly Entry[], finishedAt: string) {
  const deleted = objectsIn(entries);
  const text = deleted.map((line) => `${JSON.stringify(line)}\n`).join('');
  const { signature: _signature, ...known } = receipt;
  const facts: Omit<Receipt, 'signature'> = {
    ...known,
    status: 'done',
    finishedAt,
    counts: countsOf(entries, deleted),
    bytes: deleted.reduce((sum, { bytes }) => sum + bytes, 0),
    list: {
      key: receiptListUri(of, receipt.deletion).slice(`s3://${of.bucket}/`.length),
      sha256: sha256(text),
      objects: deleted.length,
      sizeOnly: deleted.filter((line) => line.sha256 === null).length,
    },
  };
  return { facts, text };
}

function objectsIn(entries: readonly Entry[]): DeletedObject[] {
  const objects = entries.flatMap((entry) => ('key' in entry ? [entry] : []));
  const order = ({ key, sha256: digest }: DeletedObject): string => `${key}\0${digest}`;
  return objects.toSorted((one, other) => (order(one) < order(other) ? -1 : 1));
}

function countsOf(entries: readonly Entry[], objects: readonly DeletedObject[]): DeletedCounts {
  const counts = Object.fromEntries(deletedKinds.map((kind) => [kind, 0])) as DeletedCounts;
  for (const { key } of objects) counts[kindOf(key)] += 1;
  for (const entry of entries) {
    if ('record' in entry) counts.records += 1;
    if ('job' in entry) counts.logs += 1;
    if ('run' in entry && entry.execution !== null) counts.executions += 1;
  }
  return counts;
}
