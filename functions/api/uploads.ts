import { randomBytes } from 'node:crypto';
import { InputError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { inboxPrefix, uploadKey, uploadUri } from '../../lib/domain/keys.ts';
import { checkCount, maskKey, type PhotoRole, photoRoles, type UploadedFile } from '../../lib/domain/upload.ts';
import type { UploadForm } from '../../lib/ports/transfers.ts';
import { quotasFor } from '../quotas.ts';
import type { Subject } from '../subject-endpoint.ts';
import type { ApiPorts } from './context.ts';

export interface AnnouncedFile {
  readonly name: string;
  readonly role: PhotoRole;
  readonly type: string;
  readonly bytes: number;
  readonly mask: boolean;
}

interface Form {
  readonly url: string;
  readonly fields: Record<string, string>;
}

export interface Announced {
  readonly upload: string;
  readonly subject: string;
  readonly expiresAt: string;
  readonly files: { key: string; name: string; role: PhotoRole; form: Form; maskForm: Form | null }[];
  readonly document: Form;
}

/** How long a form is good for: long enough for a slow line, and no longer than a tenant's session in the cloud signs for. */
const formSeconds = 3300;
/** As long as the inbox keeps photos. */
const keptSeconds = 7 * 24 * 3600;
/** A mask is grey and compresses well. */
const largestMask = 20_000_000;
const largestDocument = 1_000_000;

const extensions: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' };

/**
 * Takes note of photos that are to come, and gives for each a form by which it may come.
 * @throws InputError `TooManyPhotos`, `QuotaExceeded`
 */
export async function announce(
  ports: Pick<ApiPorts, 'records' | 'transfers' | 'clock'>,
  home: Pick<Home, 'bucket' | 'quotas'>,
  of: Subject,
  announced: readonly AnnouncedFile[],
): Promise<Announced> {
  const { records, transfers, clock } = ports;
  const { bucket } = home;
  const { imagesPerRun } = await quotasFor(ports, home, of.tenant);
  if (announced.length > imagesPerRun) {
    throw new InputError(
      'QuotaExceeded',
      `There are ${announced.length} photos and a run may have ${imagesPerRun}. Announce fewer, or ask an admin for more.`,
    );
  }
  const named = photoRoles.flatMap((role) => withKeys(announced, role));
  const upload = randomBytes(16).toString('hex');
  const prefix = inboxPrefix({ bucket, ...of }, upload);
  const now = Date.parse(clock.now());
  const form = async (key: string, contentType: string, max: number, min = 1): Promise<Form> =>
    formOf(await transfers.uploadForm({ uri: prefix + key, contentType, bytes: { min, max }, seconds: formSeconds }));
  const files = await Promise.all(
    named.map(async ({ key, name, role, type, bytes, mask }) => ({
      key,
      name,
      role,
      form: await form(key, type, bytes, bytes),
      maskForm: mask ? await form(maskKey(key), 'image/png', largestMask) : null,
    })),
  );
  const kept = named.map(
    ({ key, name, role, mask }): UploadedFile => ({
      key,
      name,
      role,
      ...(mask && { mask: maskKey(key) }),
    }),
  );
  await records.create({
    ...uploadKey(of, upload),
    upload,
    files: kept.map((file) => ({ ...file })),
    createdAt: new Date(now).toISOString(),
    expiresAt: Math.floor(now / 1000) + keptSeconds,
  });
  return {
    upload,
    subject: of.subject,
    expiresAt: new Date(now + formSeconds * 1000).toISOString(),
    files,
    document: formOf(
      await transfers.uploadForm({
        uri: uploadUri({ bucket, ...of }, upload),
        contentType: 'application/json',
        bytes: { min: 2, max: largestDocument },
        seconds: formSeconds,
      }),
    ),
  };
}

const formOf = ({ url, fields }: UploadForm): Form => ({ url, fields: { ...fields } });

function withKeys(announced: readonly AnnouncedFile[], role: PhotoRole) {
  const ofRole = announced.filter((file) => file.role === role);
  checkCount(role, ofRole.length);
  return ofRole.map((file, index) => ({
    ...file,
    key: `${role}/${String(index).padStart(2, '0')}.${extensions[file.type] ?? 'bin'}`,
  }));
}

/** The files of an upload, and the run that it became. */
export interface KnownUpload {
  readonly files: readonly UploadedFile[];
  readonly run: string | null;
}

/** @throws InputError `UploadUnknown`, also for one whose photos are gone by now */
export async function requireUpload(
  { records, clock }: Pick<ApiPorts, 'records' | 'clock'>,
  of: Subject,
  upload: string,
): Promise<KnownUpload> {
  const item = await records.get(uploadKey(of, upload));
  const expired = Number(item?.expiresAt) * 1000 < Date.parse(clock.now());
  if (item === undefined || expired) {
    throw new InputError(
      'UploadUnknown',
      `${of.subject} has no upload ${upload}. POST /v1/subjects/${of.subject}/photos makes one.`,
    );
  }
  return {
    files: item.files as unknown as UploadedFile[],
    run: typeof item.run === 'string' ? item.run : null,
  };
}

/**
 * Whether all that was announced came.
 * @throws InputError `UploadIncomplete` naming what is missing
 */
export async function checkArrived(
  { objects }: Pick<ApiPorts, 'objects'>,
  { bucket }: Pick<Home, 'bucket'>,
  of: Subject,
  upload: string,
  files: readonly UploadedFile[],
): Promise<void> {
  const prefix = inboxPrefix({ bucket, ...of }, upload);
  const there = new Set((await objects.list(prefix)).map(({ uri }) => uri.slice(prefix.length)));
  const missing = files.flatMap(({ key, mask, name }) => [
    ...(there.has(key) ? [] : [name]),
    ...(mask === undefined || there.has(mask) ? [] : [`the mask of ${name}`]),
  ]);
  if (missing.length === 0) return;
  const more = missing.length > 5 ? ` and ${missing.length - 5} more` : '';
  throw new InputError(
    'UploadIncomplete',
    `${missing.length} of the announced files did not arrive: ${missing.slice(0, 5).join(', ')}${more}. Post them to their forms first.`,
  );
}
