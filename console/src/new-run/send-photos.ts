import type { components, Likeness } from '@likeness/client';
import { answerTo } from '../asking/answer.ts';
import { isTaken } from './photo.ts';
import type { Photo } from './use-photos.ts';

type Form = components['schemas']['UploadForm'];

/** Photos that the service expects, and how each comes to it. */
export interface Announced {
  readonly upload: string;
  /** When the forms are no longer good, in milliseconds. */
  readonly until: number;
  /** By the photos' ids. */
  readonly forms: ReadonlyMap<number, Form>;
}

export async function announce(
  likeness: Likeness,
  subject: string,
  photos: readonly Photo[],
  signal: AbortSignal,
): Promise<Announced> {
  const taken = photos.filter(isTaken);
  const files = taken.flatMap(({ name, role, file, look }) =>
    look === null ? [] : [{ name, role, type: look.type, bytes: file.size, mask: false }],
  );
  const {
    upload,
    expiresAt,
    files: expected,
  } = await answerTo(
    likeness.http.POST('/v1/subjects/{subject}/photos', { params: { path: { subject } }, body: { files }, signal }),
  );
  // The service answers by role: photos of a role are in the order in which they were announced.
  const left = [...taken];
  const forms = new Map<number, Form>();
  for (const { role, form } of expected) {
    const [photo] = left.splice(
      left.findIndex((one) => one.role === role),
      1,
    );
    if (photo !== undefined) forms.set(photo.id, form);
  }
  return { upload, until: Date.parse(expiresAt), forms };
}

/** Posts a photo to its form; `fetch` would not say how far it is. Resolves once it arrived; rejects with what was wrong, in words. */
export function post(form: Form, file: File, onShare: (share: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const body = new FormData();
    for (const [field, value] of Object.entries(form.fields)) body.append(field, value);
    // Last: what comes after the file is not read.
    body.append('file', file);
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => onShare(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(new Error(reasonOf(request.responseText) ?? `The service answered ${request.status}.`));
    };
    request.onerror = () => reject(new Error('The connection broke off.'));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.open('POST', form.url);
    request.send(body);
  });
}

/** As S3 has it. */
const reasonOf = (xml: string): string | null => /<Message>([^<]*)<\/Message>/.exec(xml)?.[1] ?? null;
