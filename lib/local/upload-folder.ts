import { ulid } from 'ulid';
import type { Changes } from '../domain/changes.ts';
import { digestOf, type Json } from '../domain/digest.ts';
import { InputError } from '../domain/errors.ts';
import { inboxPrefix, type RunReference, slugOf, uploadUri } from '../domain/keys.ts';
import { defaultPromotion } from '../domain/promotion.ts';
import { categoryOf, checkCount, maskKey, type PhotoRole, type Upload, uploadSchema } from '../domain/upload.ts';
import type { ObjectStore } from '../ports/index.ts';
import { digestOfPhoto, readUnchanged } from './photo-files.ts';
import { type FolderPhoto, photosIn } from './photo-folder.ts';

export interface FolderUpload {
  /** The folder of reference photos. */
  readonly photos: string;
  readonly heldOut?: string | undefined;
  /** Photos of things that look like it and are not it, which train; also in folders one level down. */
  readonly lookAlikes?: string | undefined;
  /** Photos of other things, which judge; also in folders one level down. */
  readonly others?: string | undefined;
  readonly category: string;
  readonly preset: string;
  /** Fields of the preset that the run has other values in. */
  readonly changes?: Changes | undefined;
  readonly seed: number;
  /** Which outcomes serve; better and unjudged ones unless given. */
  readonly promote?: string | undefined;
  /** The name of the distractors in the store that judge where there are few others. */
  readonly distractors?: string | undefined;
  /** Whether the tenant's other subjects may train on the reference photos, as look-alikes; not unless given. */
  readonly lend?: boolean | undefined;
  readonly tenant: string;
  /** By default the category and a digest of the reference photos. */
  readonly subject?: string | undefined;
  readonly objects: ObjectStore;
  readonly bucket: string;
  /** The run's ULID; by default the earlier run of the same upload where that is not over, else a new one. */
  readonly run?: string | undefined;
  /** Whether the run of an earlier upload came to its end; by default it did. */
  readonly isOver?: (earlier: Upload) => Promise<boolean>;
}

interface Member extends FolderPhoto {
  readonly role: PhotoRole;
  readonly key: string;
  readonly sha256: string;
  readonly maskSha256: string | null;
}

/**
 * Puts the photos of folders into the inbox and, last, the upload.json that starts their run. The same photos and
 * settings give the same upload.
 * @throws InputError for folders and files that can't be read; the photos themselves are looked at later
 */
export async function uploadFolder(asked: FolderUpload): Promise<{ run: RunReference; upload: Upload }> {
  const { preset, seed, promote = defaultPromotion, distractors, lend = false, tenant, bucket, objects } = asked;
  const category = categoryOf(asked.category);
  const members = await gather(asked);
  const subject = asked.subject ?? subjectOf(category, members);
  const changed = asked.changes !== undefined && Object.keys(asked.changes).length > 0;
  const settings = {
    category,
    preset,
    ...(changed && { changes: { ...asked.changes } }),
    seed,
    promote,
    ...(distractors !== undefined && { distractors }),
    ...(lend && { lend }),
  };
  const upload = digestOf({ tenant, subject, ...settings, files: members.map(contentOf) }).slice(0, 32);
  const of = { bucket, tenant, subject };
  const uri = uploadUri(of, upload);
  const run = asked.run ?? (await unfinishedRun(asked, uri)) ?? ulid();
  const files = members.map(({ key, name, role, mask }) => ({ key, name, role, ...(mask && { mask: maskKey(key) }) }));
  const document: Upload = parse({ version: 1, tenant, subject, upload, run, ...settings, files });
  for (const member of members) await putPhoto(objects, inboxPrefix(of, upload), member);
  await objects.put(uri, `${JSON.stringify(document, null, 1)}\n`, 'application/json');
  return { run: { tenant, subject, run, bucket, upload: uri }, upload: document };
}

async function gather({ photos, heldOut, lookAlikes, others }: FolderUpload): Promise<Member[]> {
  const listed = [
    { role: 'reference', found: await photosIn('--photos', photos) },
    { role: 'held-out', found: heldOut === undefined ? [] : await photosIn('--held-out', heldOut) },
    { role: 'look-alike', found: await nestedPhotos('--look-alikes', lookAlikes) },
    { role: 'other', found: await nestedPhotos('--others', others) },
  ] as const;
  for (const { role, found } of listed) checkCount(role, found.length);
  const members: Member[] = [];
  for (const { role, found } of listed) {
    for (const [index, photo] of found.entries()) members.push(await memberOf(role, index, photo));
  }
  return members;
}

const nestedPhotos = async (option: string, folder: string | undefined): Promise<FolderPhoto[]> =>
  folder === undefined ? [] : photosIn(option, folder, { nested: true });

async function memberOf(role: PhotoRole, index: number, photo: FolderPhoto): Promise<Member> {
  const key = `${role}/${String(index).padStart(2, '0')}.${extensionOf(photo.path)}`;
  const maskSha256 = photo.mask === null ? null : (await digestOfPhoto(photo.mask, photo.name)).sha256;
  return { ...photo, role, key, sha256: (await digestOfPhoto(photo.path, photo.name)).sha256, maskSha256 };
}

/** An ending that a key can carry; what the file is, its bytes say. */
const extensionOf = (path: string): string => /\.([a-z0-9]{1,8})$/.exec(path.toLowerCase())?.[1] ?? 'bin';

const contentOf = ({ role, sha256: content, maskSha256 }: Member): Json => [role, content, maskSha256];

function subjectOf(category: string, members: readonly Member[]): string {
  const references = members.filter(({ role }) => role === 'reference').map(({ sha256: content }) => content);
  return `${slugOf(category, 'subject')}-${digestOf(references.sort()).slice(0, 8)}`;
}

async function putPhoto(objects: ObjectStore, prefix: string, member: Member): Promise<void> {
  const { name, key, path, mask, sha256: expected, maskSha256 } = member;
  await objects.putIfAbsent(prefix + key, await readUnchanged(path, name, expected));
  if (mask !== null && maskSha256 !== null) {
    await objects.putIfAbsent(prefix + maskKey(key), await readUnchanged(mask, name, maskSha256));
  }
}

/** The run that the same upload began and did not end. */
async function unfinishedRun({ objects, isOver }: FolderUpload, uri: string): Promise<string | undefined> {
  if (isOver === undefined || (await objects.head(uri)) === undefined) return undefined;
  const earlier = parse(JSON.parse(new TextDecoder().decode(await objects.get(uri))));
  return (await isOver(earlier)) ? undefined : earlier.run;
}

function parse(document: unknown): Upload {
  const parsed = uploadSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError('UploadInvalid', `The upload can't be described: ${issue?.path.join('.')}: ${issue?.message}.`, {
    cause: parsed.error,
  });
}
