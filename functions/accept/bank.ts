import { sha256 } from '../../lib/domain/digest.ts';
import { type BankPhoto, homeDistractors, inOrderOfUse } from '../../lib/domain/distractors.ts';
import { InputError, ServiceError } from '../../lib/domain/errors.ts';
import { distractorsIndexUri, distractorsPrefix, type RunReference } from '../../lib/domain/keys.ts';
import { modelDigest, parseModelIndex } from '../../lib/domain/model-index.ts';
import type { Upload } from '../../lib/domain/upload.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import { quoted } from './formats.ts';
import { cleanPhoto, type Photo } from './photo.ts';

/** The operator's photos of other things. */
export interface Bank {
  readonly digest: string;
  /** In the order in which they are taken for the run's category. */
  readonly photos: readonly BankPhoto[];
  /** @throws InputError or ServiceError for a photo that can't be used, by whoever named the bank */
  clean(photo: BankPhoto): Promise<Photo>;
}

/** How the bank's photos are told from the user's in messages and reports. */
export const bankName = (path: string): string => `distractors/${path}`;

/**
 * The distractors that the upload names, or those of the home; undefined where the home has none.
 * @throws ServiceError `ObjectNotFound` for named ones that there are not
 */
export async function readBank(
  objects: ObjectStore,
  { bucket }: RunReference,
  { distractors }: Upload,
  category: string,
): Promise<Bank | undefined> {
  const name = distractors ?? homeDistractors;
  const uri = distractorsIndexUri(bucket, name);
  if (distractors === undefined && (await objects.head(uri)) === undefined) return undefined;
  const index = parseModelIndex(uri, await objects.get(uri));
  const fault = (error: unknown): unknown => (distractors === undefined ? ofTheHome(error) : error);
  return {
    digest: modelDigest(index),
    photos: inOrderOfUse(index.files, category),
    clean: (photo) =>
      clean(objects, distractorsPrefix(bucket, name), photo).catch((error: unknown) => {
        throw fault(error);
      }),
  };
}

async function clean(objects: ObjectStore, prefix: string, { path, sha256: expected }: BankPhoto): Promise<Photo> {
  const bytes = await objects.get(prefix + path);
  if (sha256(bytes) === expected) return cleanPhoto({ name: bankName(path), bytes });
  throw new InputError(
    'PhotoUnreadable',
    `${quoted(bankName(path))} is another file than it was when the distractors were listed. Give the same command again.`,
  );
}

/** Nobody who uploads can mend what the operator put there. */
const ofTheHome = (error: unknown): unknown =>
  error instanceof InputError
    ? new ServiceError('Internal', `A photo of the operator's distractors can't be used: ${error.message}`, {
        cause: error,
      })
    : error;
