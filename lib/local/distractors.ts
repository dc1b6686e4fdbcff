import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../domain/errors.ts';
import { distractorsIndexUri, distractorsPrefix } from '../domain/keys.ts';
import { type ModelIndex, modelDigest } from '../domain/model-index.ts';
import type { FolderObjects } from './objects.ts';
import { digestOfPhoto } from './photo-files.ts';
import { photosIn } from './photo-folder.ts';

/**
 * What is in a folder of real photos, in a folder for each category. Masks beside them are not needed.
 * @param option that named the folder, for messages
 * @throws InputError for a folder and files that can't be read, `DatasetInvalid` for a photo in no category's folder
 */
export async function indexOfDistractors(option: string, folder: string): Promise<ModelIndex> {
  const files: ModelIndex['files'] = [];
  for (const { name, path } of await photosIn(option, folder, { nested: true })) {
    checkPlace(option, folder, name);
    files.push({ path: name, ...(await digestOfPhoto(path, name)) });
  }
  return { version: 1, files };
}

/**
 * Puts such a folder into the store, where uploads find it, and says its name there, which is a digest of its content.
 * The photos are linked.
 * @throws InputError as `indexOfDistractors`
 */
export async function installDistractors(
  option: string,
  folder: string,
  objects: FolderObjects,
  bucket: string,
): Promise<string> {
  const index = await indexOfDistractors(option, folder);
  const installed = modelDigest(index).slice(0, 32);
  const prefix = distractorsPrefix(bucket, installed);
  for (const { path } of index.files) await objects.adopt(`${prefix}${path}`, await realpath(join(folder, path)));
  await objects.put(distractorsIndexUri(bucket, installed), `${JSON.stringify(index, null, 1)}\n`);
  return installed;
}

function checkPlace(option: string, folder: string, name: string): void {
  const shown = name.replace(/\p{Control}/gu, '?');
  if (shown !== name) {
    throw new InputError('DatasetInvalid', `"${shown}" in ${option} has a name that can't be stored. Rename it.`);
  }
  if (name.includes('/')) return;
  throw new InputError(
    'DatasetInvalid',
    `"${name}" lies in no category's folder of ${option} "${folder}". Put it into one named by what it shows, or into "any".`,
  );
}
