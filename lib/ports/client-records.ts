import { clientUnknown, listedClient } from '../domain/directory.ts';
import { sharedPartition, tenantClientKey, tenantClientKeyStart } from '../domain/keys.ts';
import type { DirectoryClient } from './directory.ts';
import type { Records } from './records.ts';

/** A tenant's machine clients, as both homes list them. */
export const clientRecords = (records: Pick<Records, 'get' | 'query'>) => ({
  async of(tenant: string): Promise<DirectoryClient[]> {
    const items = await records.query(sharedPartition, tenantClientKeyStart(tenant));
    return items.map((item) => listedClient.parse(item));
  },

  /** @throws InputError `ClientUnknown` */
  async require(tenant: string, clientId: string): Promise<void> {
    if ((await records.get(tenantClientKey(tenant, clientId))) === undefined) throw clientUnknown(clientId);
  },
});
