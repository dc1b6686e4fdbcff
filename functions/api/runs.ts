import { InputError } from '../../lib/domain/errors.ts';
import { runKey, runKeyStart, subjectKey, subjectRunKeyStart, tenantPartition } from '../../lib/domain/keys.ts';
import type { RunStatus } from '../../lib/domain/run.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import type { ApiPorts } from './context.ts';
import { runDocument } from './run-document.ts';
import type { RunDocument } from './schemas/runs.ts';

/** @throws InputError `RunUnknown`, also for one of a subject that is being deleted */
export async function requireRun(
  { records }: Pick<ApiPorts, 'records'>,
  tenant: string,
  run: string,
): Promise<RecordItem> {
  const item = await records.get(runKey({ tenant, run }));
  if (item !== undefined && (await isThere(records, tenant, String(item.subject)))) return item;
  throw new InputError('RunUnknown', `There is no run ${run}. GET /v1/runs lists those that there are.`);
}

/** Whether nobody has asked for the subject's deletion; one that has no record was never deleted. */
async function isThere(records: ApiPorts['records'], tenant: string, subject: string): Promise<boolean> {
  return (await records.get(subjectKey({ tenant, subject })))?.status !== 'deleting';
}

export interface RunFilter {
  readonly subject?: string | undefined;
  readonly status?: RunStatus | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

type Page = { readonly items: readonly RecordItem[]; readonly next: string | null };

/**
 * One page of the tenant's runs, the newest first. What it costs does not grow with the runs that there are; with both
 * filters, and while a subject is being deleted, a page may be short of its limit and not be the last.
 */
export async function listRuns(
  ports: Pick<ApiPorts, 'records'>,
  tenant: string,
  { subject, status, limit, cursor }: RunFilter,
): Promise<{ data: RunDocument[]; next: string | null }> {
  const pk = tenantPartition(tenant);
  const asked = { limit, newestFirst: true, ...(cursor !== undefined && { after: cursor }) };
  const { items, next } = await (async (): Promise<Page> => {
    if (subject !== undefined)
      return ofSubject(ports, tenant, { pk, skPrefix: subjectRunKeyStart({ subject }), ...asked });
    if (status === undefined) return ports.records.page({ pk, skPrefix: runKeyStart, ...asked });
    return ports.records.page({ pk: `${pk}#${status}`, skPrefix: runKeyStart, index: 'GSI1', ...asked });
  })();
  const wanted = items.filter((item) => status === undefined || item.status === status);
  const there = new Map<string, Promise<boolean>>();
  for (const item of wanted) {
    const of = String(item.subject);
    if (!there.has(of)) there.set(of, isThere(ports.records, tenant, of));
  }
  const shown = await Promise.all(wanted.map(async (item) => ((await there.get(String(item.subject))) ? [item] : [])));
  return { data: shown.flat().map(runDocument), next };
}

async function ofSubject(
  { records }: Pick<ApiPorts, 'records'>,
  tenant: string,
  asked: Parameters<ApiPorts['records']['page']>[0],
): Promise<Page> {
  const { items, next } = await records.page(asked);
  const runs = await Promise.all(items.map(({ run }) => records.get(runKey({ tenant, run: String(run) }))));
  return { items: runs.filter((run) => run !== undefined), next };
}
