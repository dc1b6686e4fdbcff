import {
  adapterKey,
  attemptKeyStart,
  executionName,
  runKeyStart,
  type SubjectReference,
  tenantPartition,
} from '../../lib/domain/keys.ts';
import { isOver } from '../../lib/domain/run.ts';
import { jobName } from '../../lib/domain/training-job.ts';
import type { Ports } from '../../lib/ports/index.ts';
import type { RecordItem } from '../../lib/ports/records.ts';

/** A run, as far as removing it needs to know it. */
export interface KnownRun {
  readonly run: string;
  readonly subject: string;
  /** The upload's id, and the address of its upload.json; null where nobody noted them. */
  readonly upload: string | null;
  readonly uploadUri: string | null;
  readonly isOver: boolean;
  /** Its photos are being accepted, since then. */
  readonly validatingSince: string | null;
  readonly finishedAt: string | null;
  /** The name of the adapter that it made. */
  readonly adapter: string | null;
}

const pageSize = 500;

/** Every record of the tenant whose sort key starts so. */
export async function* everyRecord(
  { records }: Pick<Ports, 'records'>,
  tenant: string,
  skPrefix: string,
): AsyncGenerator<RecordItem[]> {
  let after: string | undefined;
  do {
    const { items, next } = await records.page({ pk: tenantPartition(tenant), skPrefix, limit: pageSize, after });
    yield items;
    after = next ?? undefined;
  } while (after !== undefined);
}

/** The tenant's runs, oldest first. */
export async function runsOf(ports: Pick<Ports, 'records'>, tenant: string): Promise<KnownRun[]> {
  const runs: KnownRun[] = [];
  for await (const items of everyRecord(ports, tenant, runKeyStart)) runs.push(...items.map(runIn));
  return runs;
}

function runIn(item: RecordItem): KnownRun {
  const { sk, status, subject, upload, updatedAt, createdAt, finishedAt, adapter } = item;
  return {
    run: sk.slice(runKeyStart.length),
    subject: String(subject),
    upload: text(upload)?.split('/').at(-2) ?? null,
    uploadUri: text(upload),
    isOver: isOver(status),
    validatingSince: status === 'validating' ? String(updatedAt ?? createdAt) : null,
    finishedAt: text(finishedAt),
    adapter: text(adapter),
  };
}

const text = (value: RecordItem[string]): string | null => (typeof value === 'string' ? value : null);

/** The execution of a run; null where it can't have had one. */
export const executionOf = ({ run, upload }: Pick<KnownRun, 'run' | 'upload'>): string | null =>
  upload === null ? null : executionName(upload, run);

/** The training jobs that were tried for the subject: their digests, and their names. */
export async function jobsOf(
  { records }: Pick<Ports, 'records'>,
  of: SubjectReference,
): Promise<{ readonly digest: string; readonly name: string }[]> {
  const start = attemptKeyStart(of);
  const items = await records.query(tenantPartition(of.tenant), start);
  return items.map(({ sk }) => {
    const [digest = '', attempt = ''] = sk.slice(start.length).split('#');
    return { digest, name: jobName(of, digest, Number(attempt)) };
  });
}

/** The adapters that runs of the subject made: their names, and the digests of their weights. */
export async function adaptersOf(
  { records }: Pick<Ports, 'records'>,
  of: SubjectReference,
): Promise<{ readonly adapter: string; readonly digest: string }[]> {
  const start = adapterKey(of, '').sk;
  const items = await records.query(tenantPartition(of.tenant), start);
  return items.map(({ sk, name }) => ({ adapter: String(name), digest: sk.slice(start.length) }));
}
