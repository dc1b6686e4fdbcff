import { z } from 'zod';
import { InputError, ServiceError } from '../../lib/domain/errors.ts';
import { adapterPointerUri, type SubjectReference } from '../../lib/domain/keys.ts';
import { readTensors } from '../../lib/domain/safetensors.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import { readJson } from '../documents.ts';

/** What deploying wrote of the adapter. */
const pointerSchema = z.object({ version: z.literal(1), digest: z.string(), uri: z.string() });

/**
 * The vectors of the subject's reference photos in the space of its adapter, row by row.
 * @param digest of the adapter's weights
 * @throws InputError `OptionInvalid` where the adapter has none
 * @throws ServiceError `Internal` where they are damaged or of another space
 */
export async function referenceVectors(
  objects: ObjectStore,
  of: SubjectReference,
  digest: string,
  dimensions: number,
): Promise<Float32Array> {
  const pointer = pointerSchema.parse(await readJson(objects, adapterPointerUri(of, digest)));
  if (pointer.digest !== digest) {
    throw new ServiceError('Internal', `The adapter that serves is ${digest}, and ${pointer.digest} was deployed.`);
  }
  const uri = `${pointer.uri}references.safetensors`;
  if ((await objects.head(uri)) === undefined) throw needsImage(of.subject, 'its adapter has no reference vectors');
  const vectors = readTensors(uri, await objects.get(uri)).get('vectors');
  const [count = 0, width, ...more] = vectors?.shape ?? [];
  if (vectors === undefined || count < 1 || width !== dimensions || more.length > 0) {
    throw new ServiceError('Internal', `${uri} has no vectors [photos, ${dimensions}].`);
  }
  return vectors.values;
}

export const needsImage = (subject: string, why: string): InputError =>
  new InputError('OptionInvalid', `${subject} can't be searched for without an image: ${why}. Send an image with it.`);
