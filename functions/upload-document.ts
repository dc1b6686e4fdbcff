import { InputError } from '../lib/domain/errors.ts';
import { plannedUploadUri, type RunReference, retriedUploadUri, uploadUri } from '../lib/domain/keys.ts';
import { type Upload, uploadSchema } from '../lib/domain/upload.ts';
import type { ObjectStore } from '../lib/ports/index.ts';

/**
 * The `upload.json` of a run, or of what its place in the inbox says.
 * @throws InputError `UploadInvalid` for one that names another tenant, subject or upload than the place it lies in:
 *   a tenant can write only to its own inbox, so the place is what counts
 */
export async function readUpload(objects: ObjectStore, of: Omit<RunReference, 'run'>): Promise<Upload> {
  const upload = parseUpload(new TextDecoder().decode(await objects.get(of.upload)));
  const belongs = upload.tenant === of.tenant && upload.subject === of.subject;
  const places = [
    uploadUri(of, upload.upload),
    plannedUploadUri(of, upload.upload),
    retriedUploadUri({ ...of, run: upload.run }, upload.upload),
  ];
  if (!belongs || !places.includes(of.upload)) {
    throw new InputError(
      'UploadInvalid',
      'The upload.json names another tenant, subject or upload than the place it lies in. Upload again.',
    );
  }
  return upload;
}

function parseUpload(text: string): Upload {
  try {
    return uploadSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new InputError(
      'UploadInvalid',
      'The upload.json is not what an upload consists of. Upload the photos again.',
      { cause },
    );
  }
}
