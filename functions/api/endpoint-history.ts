import { endpointChangeKeyStart, tenantPartition } from '../../lib/domain/keys.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import type { Subject } from '../subject-endpoint.ts';
import type { ApiPorts } from './context.ts';
import type { EndpointChange } from './schemas/subjects.ts';

/** One page of what the subject's endpoint was pointed at, the newest first. */
export async function endpointHistory(
  { records }: Pick<ApiPorts, 'records'>,
  of: Subject,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ data: EndpointChange[]; next: string | null }> {
  const { items, next } = await records.page({
    pk: tenantPartition(of.tenant),
    skPrefix: endpointChangeKeyStart(of),
    limit,
    newestFirst: true,
    ...(cursor !== undefined && { after: cursor }),
  });
  return { data: items.map(changeOf), next };
}

const text = (value: RecordItem[string]): string | null => (typeof value === 'string' ? value : null);

const changeOf = ({ version, adapter, provisional, since, run, by }: RecordItem): EndpointChange => ({
  version: Number(version),
  adapter: text(adapter),
  provisional: provisional === true,
  since: String(since),
  run: text(run),
  by: text(by),
});
