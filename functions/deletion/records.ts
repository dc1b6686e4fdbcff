import { isAbout, type RecordSubjects } from '../../lib/domain/subject-records.ts';
import type { Ports } from '../../lib/ports/index.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import type { Ledger } from './ledger.ts';
import { everyRecord } from './survey.ts';

/** What one transaction takes. */
const atOnce = 100;

/** Removes every record of the tenant that is about these, once the ledger has its key. */
export async function removeRecords(
  ports: Pick<Ports, 'records'>,
  tenant: string,
  about: RecordSubjects,
  ledger: Ledger,
): Promise<void> {
  for await (const items of everyRecord(ports, tenant, '')) {
    await removeAll(
      ports,
      items.filter((item) => isAbout(item, about)),
      ledger,
    );
  }
}

/** Removes these records, once the ledger has their keys. */
export async function removeAll(
  { records }: Pick<Ports, 'records'>,
  items: readonly RecordItem[],
  ledger: Ledger,
): Promise<void> {
  for (let start = 0; start < items.length; start += atOnce) {
    const going = items.slice(start, start + atOnce);
    await ledger.note(going.map(({ sk }) => ({ record: sk })));
    await records.transact(going.map(({ pk, sk }) => ({ remove: { pk, sk } })));
  }
}
