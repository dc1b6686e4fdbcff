import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type ModelKind, pretrainedIndexUri, pretrainedPrefix } from '../domain/keys.ts';
import { type ModelIndex, parseModelIndex } from '../domain/model-index.ts';
import { modelManifestFile } from '../domain/models.ts';
import { compareBytes } from '../ports/addresses.ts';
import { type Models, storedModels } from '../ports/models.ts';
import { type Installation, modelsFolder } from './installation.ts';
import type { FolderObjects } from './objects.ts';

/** The parts of an installation that models lie in. */
type Places = Pick<Installation, 'root' | 'models' | 'data'>;

/** The folder of a model on this machine: one that ships, else one that was pulled; undefined where there is neither. */
export async function modelFolder(installation: Places, kind: ModelKind, name: string): Promise<string | undefined> {
  const shipped = join(installation.root, 'assets', `${kind}s`, name);
  if ((await stat(shipped).catch(() => undefined))?.isDirectory()) return shipped;
  const pulled = join(modelsFolder(installation), name);
  return (await isFile(join(pulled, modelManifestFile))) ? pulled : undefined;
}

/** The models of this machine. One that is found is in the store afterwards, where jobs read it. */
export function localModels(installation: Places, objects: FolderObjects, bucket: string): Models {
  const stored = storedModels(objects, bucket);
  return {
    async find(kind, name) {
      const folder = await modelFolder(installation, kind, name);
      if (folder === undefined) return undefined;
      await install(folder, objects, {
        prefix: pretrainedPrefix(bucket, kind, name),
        indexUri: pretrainedIndexUri(bucket, kind, name),
      });
      return stored.find(kind, name);
    },
  };
}

interface Place {
  readonly prefix: string;
  readonly indexUri: string;
}

/** What lies in the folder of a model that ships, as the index beside it in the store says it. */
export async function indexOf(folder: string): Promise<ModelIndex> {
  const paths = await filesIn(folder);
  return { version: 1, files: await Promise.all(paths.map((path) => described(folder, path))) };
}

/** Brings the store's folder to the state of this one. Weights are gigabytes: they are linked, and hashed once. */
async function install(folder: string, objects: FolderObjects, place: Place): Promise<void> {
  const pulled = await pulledFiles(folder);
  const paths = pulled?.map(({ path }) => path) ?? (await filesIn(folder));
  if (await isInstalled(folder, paths, objects, place)) return;
  for (const path of paths) await objects.adopt(`${place.prefix}${path}`, await realpath(join(folder, path)));
  const wanted = new Set(paths.map((path) => `${place.prefix}${path}`));
  for (const { uri } of await objects.list(place.prefix)) if (!wanted.has(uri)) await objects.delete(uri);
  const index: ModelIndex = pulled === undefined ? await indexOf(folder) : { version: 1, files: pulled };
  await objects.put(place.indexUri, `${JSON.stringify(index, null, 1)}\n`);
}

/** Whether the store has these very files, none of them changed since they were hashed. */
async function isInstalled(
  folder: string,
  paths: readonly string[],
  objects: FolderObjects,
  { prefix, indexUri }: Place,
): Promise<boolean> {
  const indexed = await stat(objects.pathOf(indexUri)).catch(() => undefined);
  if (indexed === undefined) return false;
  const { files } = parseModelIndex(indexUri, await objects.get(indexUri));
  if (files.map(({ path }) => path).join('\n') !== paths.join('\n')) return false;
  for (const { path, size } of files) {
    const [source, stored] = await Promise.all([
      stat(join(folder, path)),
      stat(objects.pathOf(`${prefix}${path}`)).catch(() => undefined),
    ]);
    if (stored?.size !== size || source.size !== size) return false;
    const linked = stored.dev === source.dev && stored.ino === source.ino;
    // Of a copy, as on another disk, only the time that nobody sets tells that its source is another file now. Clocks of
    // file systems are coarse: what changed at the very moment of the index may have changed after it.
    const changed = linked ? source.mtimeMs : source.ctimeMs;
    if (changed >= indexed.mtimeMs) return false;
  }
  return true;
}

/** What the pull says of its files, which it checked; undefined for a model that ships. */
async function pulledFiles(folder: string): Promise<ModelIndex['files'] | undefined> {
  const file = join(folder, modelManifestFile);
  return (await isFile(file)) ? parseModelIndex(file, await readFile(file)).files : undefined;
}

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isFile() ?? false;

/** The card is for people, and so are its pictures. */
const ofTheCard = /^README\.md$|\.jpg$/;

/** Relative paths of the files, links to files included, in the byte order of their names; none hidden, nor the card. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths: string[] = [];
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(folder, file).split(sep);
    if (path.some((name) => name.startsWith('.')) || ofTheCard.test(entry.name)) continue;
    if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(file)))) paths.push(path.join('/'));
  }
  return paths.sort(compareBytes);
}

async function described(folder: string, path: string): Promise<ModelIndex['files'][number]> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(join(folder, path))) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { path, size, sha256: hash.digest('hex') };
}
