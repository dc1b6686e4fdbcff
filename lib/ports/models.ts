import { InputError } from '../domain/errors.ts';
import { type ModelKind, pretrainedIndexUri, pretrainedPrefix } from '../domain/keys.ts';
import { modelDigest, parseModelIndex } from '../domain/model-index.ts';
import { catalogueModels } from '../domain/models.ts';
import type { ObjectStore } from './objects.ts';

/** Pretrained weights that jobs can read. */
export interface Model {
  readonly name: string;
  /** The folder of its files: `s3://bucket/prefix/`. */
  readonly uri: string;
  /** Equal for equal files. */
  readonly digest: string;
}

/** The pretrained weights that a home has. */
export interface Models {
  find(kind: ModelKind, name: string): Promise<Model | undefined>;
}

/** The models whose folders and indices lie in the store. */
export const storedModels = (objects: Pick<ObjectStore, 'get' | 'head'>, bucket: string): Models => ({
  async find(kind, name) {
    const uri = pretrainedIndexUri(bucket, kind, name);
    if ((await objects.head(uri)) === undefined) return undefined;
    const digest = modelDigest(parseModelIndex(uri, await objects.get(uri)));
    return { name, uri: pretrainedPrefix(bucket, kind, name), digest };
  },
});

/** The models that a preset names. */
export interface NeededModels {
  readonly backbone: string;
  readonly generator: string | null;
}

/**
 * What `find` finds of each model that is needed.
 * @param options of the commands that bring models, for example ` --data DIR`
 * @throws InputError `SetupIncomplete` with the command that brings each missing one, or what of the shipped is lost
 */
export async function requireModels<Found>(
  needed: NeededModels,
  find: (kind: ModelKind, name: string) => Promise<Found | undefined>,
  options = '',
): Promise<{ readonly backbone: Found; readonly generator: Found | null }> {
  const backbone = await find('backbone', needed.backbone);
  const generator = needed.generator === null ? null : await find('generator', needed.generator);
  if (backbone !== undefined && generator !== undefined) return { backbone, generator };
  const missing = [
    backbone === undefined ? needed.backbone : null,
    generator === undefined ? needed.generator : null,
  ].filter((name) => name !== null);
  const pulled = catalogueModels().map(({ name }) => name);
  const shipped = missing.filter((name) => !pulled.includes(name));
  if (shipped.length > 0) {
    const message = `${shipped.join(' and ')} should ship with Likeness and is not here: restore the folder assets.`;
    throw new InputError('SetupIncomplete', message);
  }
  const commands = missing.map((name) => `likeness models pull ${name}${options}`).join(' and ');
  throw new InputError('SetupIncomplete', `The preset's models do not ship with Likeness. Run: ${commands}`);
}
