import { randomBytes } from 'node:crypto';
import { InputError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { slugOf, subjectCountKey, subjectKey, subjectKeyStart, tenantPartition } from '../../lib/domain/keys.ts';
import { categoryOf } from '../../lib/domain/upload.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import { quotasFor } from '../quotas.ts';
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
 * @throws InputError `NameTaken`, `QuotaExceeded`, and what `categoryOf` throws
 */
export async function createSubject(
  ports: Pick<ApiPorts, 'records' | 'clock'>,
  home: Pick<Home, 'quotas'>,
  tenant: string,
  asked: NewSubject,
): Promise<SubjectDocument> {
  const category = categoryOf(asked.category);
  const subject = asked.id ?? `${slugOf(category, 'subject')}-${randomBytes(4).toString('hex')}`;
  const facts = { status: 'active', category, name: asked.name ?? null, createdAt: ports.clock.now(), lends: null };
  const item = { ...subjectKey({ tenant, subject }), ...facts, counted: true };
  const { subjects: most } = await quotasFor(ports, home, tenant);
  const count = { add: subjectCountKey(tenant), amounts: { subjects: 1 }, atMost: { subjects: most } };
  while (!(await ports.records.transact([{ create: item }, count]))) {
    if ((await ports.records.get(item)) !== undefined) {
      throw new InputError('NameTaken', `There is a subject ${subject} already. Choose another id, or leave it out.`);
    }
    const there = Number((await ports.records.get(count.add))?.subjects ?? 0);
    if (there >= most) {
      throw new InputError(
        'QuotaExceeded',
        `There are ${there} subjects and there may be ${most}. Delete one, or ask an admin for more.`,
      );
    }
    // What was in the way is gone by now: again.
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
  const { adapter, provisional, previous, version, since } = await readEndpoint(ports, { tenant, subject });
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
