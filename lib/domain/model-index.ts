import { z } from 'zod';
import { digestOf } from './digest.ts';
import { ServiceError } from './errors.ts';

/** What lies in the folder of a pretrained model, in the order of the paths; what else it says is not ours. */
export const modelIndex = z.object({
  version: z.literal(1),
  files: z
    .array(z.object({ path: z.string().min(1), size: z.int().nonnegative(), sha256: z.string().length(64) }))
    .min(1),
});
export type ModelIndex = z.infer<typeof modelIndex>;

/** The digest of a model's content, wherever it lies. */
export const modelDigest = ({ files }: ModelIndex): string => digestOf(files.map(({ path, sha256 }) => [path, sha256]));

/**
 * The index that an object holds.
 * @throws ServiceError `Internal` for anything else
 */
export function parseModelIndex(uri: string, content: Uint8Array): ModelIndex {
  try {
    return modelIndex.parse(JSON.parse(new TextDecoder().decode(content)));
  } catch (cause) {
    throw new ServiceError('Internal', `${uri} is not the index of a model's files.`, { cause });
  }
}
