import { atOnce } from './at-once.ts';
import { answered, type ChangeOptions, type Connection, callInit } from './connection.ts';
import { errorOf } from './error.ts';
import type { Photo } from './images.ts';
import { patiently } from './patience.ts';
import type { components } from './schema.ts';

export type Upload = components['schemas']['Upload'];
type Form = components['schemas']['UploadForm'];

/** How far an upload is; masks count as files. */
export interface UploadProgress {
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface UploadOptions extends ChangeOptions {
  /** Hears of each file that arrived. */
  readonly onProgress?: (progress: UploadProgress) => void;
  /** Files that are sent at once; 4 unless given. */
  readonly atOnce?: number;
}

/** How the form answers that a moment later may be another: S3's `SlowDown` and `InternalError`. */
const passing = [429, 500, 503, 504];

/** Announces photos and posts each, with its mask, to the form that it is given. */
export async function upload(
  connection: Connection,
  subject: string,
  photos: readonly Photo[],
  options: UploadOptions = {},
): Promise<Upload> {
  const files = photos.map(({ name, type, bytes, role = 'reference', mask }) => ({
    ...{ name, type, bytes, role },
    mask: mask !== undefined,
  }));
  const announced: Upload = await answered(
    connection.http.POST('/v1/subjects/{subject}/photos', {
      ...callInit(options),
      params: { path: { subject } },
      body: { files },
    }),
  );
  const posts = postsOf(announced, photos);
  const totalBytes = posts.reduce((sum, { body }) => sum + body.size, 0);
  const arrived = { files: 0, bytes: 0 };
  await atOnce(options.atOnce ?? 4, posts, connection.signal(options), async ({ form, name, body }, signal) => {
    await post(connection, form, { name, body }, signal);
    arrived.files += 1;
    arrived.bytes += body.size;
    options.onProgress?.({ ...arrived, totalFiles: posts.length, totalBytes });
  });
  return announced;
}

interface Posted {
  readonly form: Form;
  readonly name: string;
  readonly body: Blob;
}

/** The service answers by role: photos of a role are in the order in which they were announced. */
function postsOf({ files }: Upload, photos: readonly Photo[]): Posted[] {
  const left = [...photos];
  return files.flatMap(({ role, form, maskForm }) => {
    const [photo] = left.splice(
      left.findIndex((one) => (one.role ?? 'reference') === role),
      1,
    );
    if (photo === undefined) return [];
    const { name, body, mask } = photo;
    const ofMask =
      maskForm !== null && mask !== undefined ? [{ form: maskForm, name: `${name}.mask.png`, body: mask }] : [];
    return [{ form, name, body }, ...ofMask];
  });
}

async function post(
  { fetch, retries }: Connection,
  { url, fields }: Form,
  { name, body }: { readonly name: string; readonly body: Blob },
  signal: AbortSignal,
): Promise<void> {
  const send = (): Promise<Response> => {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.append(field, value);
    // Last: what comes after the file is not read.
    form.append('file', body, name);
    return fetch(url, { method: 'POST', body: form, signal });
  };
  const response = await patiently(send, { retries, signal, again: ({ status }) => passing.includes(status) });
  if (!response.ok) throw errorOf(response, await response.text());
}
