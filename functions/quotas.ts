import type { Home } from '../lib/domain/home.ts';
import { quotasKey, subjectCountKey } from '../lib/domain/keys.ts';
import { type Quotas, quotasOf } from '../lib/domain/quotas.ts';
import type { Ports } from '../lib/ports/index.ts';
import type { RecordItem, Write } from '../lib/ports/records.ts';

/** What the tenant may have and use. */
export const quotasFor = async (
  { records }: Pick<Ports, 'records'>,
  home: Pick<Home, 'quotas'>,
  tenant: string,
): Promise<Quotas> => quotasOf(await records.get(quotasKey(tenant)), home.quotas);

/**
 * What a subject that is deleted gives back: to be written with the change of its status from `active` to `deleting`, which
 * happens once.
 */
export const givenBack = (tenant: string, { counted }: RecordItem): Write[] =>
  counted === true ? [{ add: subjectCountKey(tenant), amounts: { subjects: -1 } }] : [];
