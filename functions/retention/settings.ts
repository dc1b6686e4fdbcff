import { retentionIndex, retentionKey, tenantPartition } from '../../lib/domain/keys.ts';
import type { Retention } from '../../lib/domain/retention.ts';
import type { Ports } from '../../lib/ports/index.ts';

/** Says how long the tenant keeps what its runs leave. */
export async function setRetention(
  { records }: Pick<Ports, 'records'>,
  tenant: string,
  { photosDays, syntheticDays, runsDays }: Retention,
): Promise<void> {
  const key = retentionKey(tenant);
  const settings = { photosDays, syntheticDays, runsDays };
  const listed = { gsi1pk: retentionIndex, gsi1sk: tenantPartition(tenant) };
  while (!(await records.update(key, settings))) {
    if (await records.create({ ...key, ...listed, ...settings, deletion: null })) return;
  }
}
