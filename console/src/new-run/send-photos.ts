import type { components } from '@likeness/client';

type Form = components['schemas']['UploadForm'];

/** Posts a photo or a mask to its form; `fetch` would not say how far it is. Resolves once it arrived; rejects with what was wrong, in words. */
export function post(form: Form, file: Blob, onShare: (share: number) => void, signal: AbortSignal): Promise<void> {
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
