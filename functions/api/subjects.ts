import { randomBytes } from 'node:crypto';
import { InputError } from '../../lib/domain/errors.ts';
import { endpointKey, slugOf, subjectKey, subjectKeyStart, tenantPartition } from '../../lib/domain/keys.ts';
import { categoryOf } from '../../lib/domain/upload.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import { readEndpoint, type Subject } from '../subject-endpoint.ts';
import { subjectUnknown } from '../subject-unknown.ts';
import type { ApiPorts } from './context.ts';
import type { SubjectDocument } from './schemas/subjects.ts';

/**
 * The subject's record.
 * @throws InputError `SubjectUnknown`, also for one that is being deleted
 */
export async function requireSubject({ records }: Pick<ApiPorts, 'records'>, of: Subject): Promise<RecordItem> {
  const item = await records.get(subjectKey(of));
  if (item === undefined || item.status === 'deleting') throw subjectUnknown(of.subject);
  return item;
}

export interface NewSubject {
  readonly id?: string | undefined;
  readonly category: string;
  readonly name?: string | undefined;
}

/**
 * A new subject.
 * @throws InputError `NameTaken`, and what `categoryOf` throws
 */
export async function createSubject(
  ports: Pick<ApiPorts, 'records' | 'clock'>,
  tenant: string,
  asked: NewSubject,
): Promise<SubjectDocument> {
  const category = categoryOf(asked.category);
  const subject = asked.id ?? `${slugOf(category, 'subject')}-${randomBytes(4).toString('hex')}`;
  const facts = { status: 'active', category, name: asked.name ?? null, createdAt: ports.clock.now(), lends: null };
  const item = { ...subjectKey({ tenant, subject }), ...facts };
  if (!(await ports.records.create(item))) {
    throw new InputError('NameTaken', `There is a subject ${subject} already. Choose another id, or leave it out.`);
  }
  return subjectDocument(ports, tenant, item);
}

/** One page of the tenant's subjects, by their ids. */
export async function listSubjects(
  ports: Pick<ApiPorts, 'records'>,
  tenant: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ data: SubjectDocument[]; next: string | null }> {
  const { items, next } = await ports.records.page({
    pk: tenantPartition(tenant),
    skPrefix: subjectKeyStart,
    limit,
    ...(cursor !== undefined && { after: cursor }),
  });
  return { data: await Promise.all(items.map((item) => subjectDocument(ports, tenant, item))), next };
}

/** What the world sees of a subject. */
export async function subjectDocument(
  ports: Pick<ApiPorts, 'records'>,
  tenant: string,
  item: RecordItem,
): Promise<SubjectDocument> {
  const subject = item.sk.slice(subjectKeyStart.length);
  const { adapter, provisional, previous, version } = await readEndpoint(ports, { tenant, subject });
  const since = version === 0 ? null : String((await ports.records.get(endpointKey({ tenant, subject })))?.since);
  return {
    id: subject,
    category: String(item.category ?? ''),
    name: typeof item.name === 'string' ? item.name : null,
    createdAt: String(item.createdAt ?? item.updatedAt),
    status: item.status === 'deleting' ? 'deleting' : 'active',
    lends: typeof item.lends === 'string',
    endpoint: { adapter, provisional, previous, version, since },
  };
}
