import { ulid } from 'ulid';
import type { Receipt } from '../../lib/domain/deletion.ts';
import type { Home } from '../../lib/domain/home.ts';
import { deletionKey, subjectKey } from '../../lib/domain/keys.ts';
import { givenBack } from '../quotas.ts';
import type { Subject } from '../subject-endpoint.ts';
import { subjectUnknown } from '../subject-unknown.ts';
import type { DeletionPorts } from './ports.ts';
import { newReceipt, readReceipt } from './receipt.ts';

/**
 * Begins to delete a subject: from now on there is none of that name for anybody, and nobody borrows its photos. Asked
 * again it answers the same deletion, and has it gone on with where its message was lost.
 * @throws InputError `SubjectUnknown`
 */
export async function beginDeletion(
  ports: Pick<DeletionPorts, 'records' | 'deletions' | 'clock'>,
  { forgetting }: Pick<Home, 'forgetting'>,
  of: Subject,
  requestedBy: string,
): Promise<Receipt> {
  const { records, deletions } = ports;
  for (;;) {
    const item = await records.get(subjectKey(of));
    if (item === undefined) throw subjectUnknown(of.subject);
    const begun = item.status === 'deleting' ? await readReceipt(ports, of.tenant, String(item.deletion)) : undefined;
    const receipt = begun ?? fresh(ports.clock.now(), forgetting, of.subject, requestedBy);
    const { deletion } = receipt;
    if (begun === undefined) {
      const { status, lends } = item;
      const made = await records.transact([
        { update: subjectKey(of), changes: { status: 'deleting', deletion, lends: null }, expected: { status, lends } },
        { create: { ...deletionKey(of.tenant, deletion), ...receipt } },
        ...givenBack(of.tenant, item),
      ]);
      // Somebody was quicker: look again.
      if (!made) continue;
    }
    await deletions.later({ tenant: of.tenant, deletion }, 0);
    return receipt;
  }
}

function fresh(now: string, forgetting: Home['forgetting'], subject: string, requestedBy: string): Receipt {
  const requestedAt = Date.parse(now);
  return newReceipt({
    deletion: ulid(requestedAt),
    reason: 'request',
    subject,
    requestedBy,
    requestedAt: now,
    lastLookAt: new Date(requestedAt + forgetting.lateSeconds * 1000).toISOString(),
    horizons: forgetting.horizons.map((horizon) => ({ ...horizon })),
  });
}
