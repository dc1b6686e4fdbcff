import { sha256 } from '../../lib/domain/digest.ts';
import { ServiceError } from '../../lib/domain/errors.ts';
import {
  type RunReference,
  subjectKey,
  subjectKeyStart,
  subjectPrefix,
  tenantPartition,
} from '../../lib/domain/keys.ts';
import type { Lender, LentPhoto } from '../../lib/domain/look-alikes.ts';
import { acceptedSchema } from '../../lib/domain/upload.ts';
import type { ObjectStore, Ports } from '../../lib/ports/index.ts';
import { readJson } from '../documents.ts';
import { quoted } from './formats.ts';
import { cleanPhoto, type Photo } from './photo.ts';

/** The other subjects of the run's tenant that lend their photos; one whose photos are gone lends nothing. */
export async function readLenders(
  { objects, records }: Pick<Ports, 'objects' | 'records'>,
  { bucket, tenant, subject: borrower }: RunReference,
): Promise<Lender[]> {
  const lenders: Lender[] = [];
  for (const { sk, lends, status } of await records.query(tenantPartition(tenant), subjectKeyStart)) {
    const subject = sk.slice(subjectKeyStart.length);
    if (subject === borrower || typeof lends !== 'string' || status === 'deleting') continue;
    // Whatever a record says, photos of nobody else are lent.
    if (!lends.startsWith(subjectPrefix({ bucket, tenant, subject }))) continue;
    if ((await objects.head(lends)) === undefined) continue;
    lenders.push({ subject, accepted: acceptedSchema.parse(await readJson(objects, lends)) });
  }
  return lenders;
}

/** Undefined for one that is gone: its subject is being deleted. */
export async function readLent(objects: ObjectStore, lent: LentPhoto): Promise<Photo | undefined> {
  if ((await objects.head(lent.uri)) === undefined) return undefined;
  const bytes = await objects.get(lent.uri);
  if (sha256(bytes) === lent.sha256) return cleanPhoto({ name: lent.name, bytes });
  throw new ServiceError('Internal', `The lent photo ${quoted(lent.name)} is another one than was accepted.`);
}

/**
 * Notes on the subject's record whether its photos are lent, and where they are described. What the newest run says
 * holds; that an older one lends nothing holds too, in case it was asked for again since.
 * @param category of a subject that has no record yet
 * @param lends address of the accepted.json whose reference photos are lent; null where none are
 */
export async function recordLending(
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
  run: RunReference,
  lends: string | null,
  category: string,
): Promise<void> {
  const key = subjectKey(run);
  for (;;) {
    const item = await records.get(key);
    const facts = { lends, run: run.run, updatedAt: clock.now() };
    if (item === undefined) {
      // A subject that nobody named before its first upload.
      const made = { status: 'active', category, name: null, createdAt: facts.updatedAt };
      if (await records.create({ ...key, ...made, ...facts })) return;
      continue;
    }
    const isOlder = typeof item.run === 'string' && run.run < item.run;
    if (isOlder && lends !== null) return;
    const changes = isOlder ? { ...facts, run: item.run as string } : facts;
    if (await records.update(key, changes, { run: item.run, lends: item.lends })) return;
  }
}
