import { acceptedUri, type SubjectReference, subjectKeyStart, subjectPrefix } from '../../lib/domain/keys.ts';
import { type Accepted, type AcceptedPhoto, acceptedSchema } from '../../lib/domain/upload.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { readJson, writeJson } from '../documents.ts';
import type { Ledger } from './ledger.ts';
import { purge } from './objects.ts';
import { everyRecord, type KnownRun } from './survey.ts';

/**
 * Deletes the copies of its photos that other subjects of the tenant borrowed, and every word of them in what those
 * accepted. A copy was encoded anew, so it is known by its name, which begins with the lender's; equal bytes may be
 * another's who lends the same picture.
 */
export async function purgeBorrowed(
  { objects }: Pick<Ports, 'objects'>,
  of: SubjectReference,
  ledger: Ledger,
  accepted: readonly string[],
): Promise<void> {
  for (const uri of accepted) {
    if ((await objects.head(uri)) === undefined) continue;
    const before = acceptedSchema.parse(await readJson(objects, uri));
    const copies = before.photos.filter((photo) => isCopy(photo, of.subject));
    for (const { uri: photo, maskUri } of copies) {
      await purge(objects, photo, ledger);
      if (maskUri !== null) await purge(objects, maskUri, ledger);
    }
    const after = without(before, copies, of.subject);
    if (after !== undefined) await writeJson(objects, uri, JSON.parse(JSON.stringify(after)));
  }
}

/** Where the tenant's other subjects have their accepted photos described. */
export async function acceptedOfOthers(
  ports: Pick<Ports, 'objects' | 'records'>,
  of: SubjectReference,
  runs: readonly KnownRun[],
): Promise<string[]> {
  const subjects = new Set(runs.map(({ subject }) => subject));
  for await (const items of everyRecord(ports, of.tenant, subjectKeyStart)) {
    for (const { sk } of items) subjects.add(sk.slice(subjectKeyStart.length));
  }
  subjects.delete(of.subject);
  const found: string[] = [];
  for (const subject of subjects) {
    const place = { ...of, subject };
    const prefix = `${subjectPrefix(place)}photos/`;
    const photos = await ports.objects.list(prefix);
    const uploads = new Set(photos.map(({ uri }) => uri.slice(prefix.length).split('/')[0] ?? ''));
    found.push(...[...uploads].map((upload) => acceptedUri(place, upload)));
  }
  return found;
}

const isCopy = ({ origin, name }: AcceptedPhoto, subject: string): boolean =>
  origin === 'tenant' && name.startsWith(`${subject}/`);

/** Undefined where nothing changes. */
function without(before: Accepted, copies: readonly AcceptedPhoto[], subject: string): Accepted | undefined {
  const photos = before.photos.filter((photo) => !copies.includes(photo));
  // Photos that were left out are told of by name, also as the reason for another's.
  const dropped = before.dropped.filter(
    ({ name, reason }) => name !== subject && !name.startsWith(`${subject}/`) && !reason.includes(`"${subject}/`),
  );
  const changed = photos.length < before.photos.length || dropped.length < before.dropped.length;
  return changed ? { ...before, photos, dropped } : undefined;
}
