import { createHash } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { lstat, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { largestDigested, type PurgedObject } from '../ports/objects.ts';
import { errorCode } from './disk.ts';

const atOnce = 1000;
/** In milliseconds. No write takes so long. */
const longestWrite = 3_600_000;

type Tell = (going: readonly PurgedObject[]) => Promise<void>;

/** A file of the store, and the address of the object that it is. */
interface StoredFile {
  readonly path: string;
  readonly uri: string;
}

/**
 * Deletes a file, or all files under a folder and the folders that are then empty, a thousand at a time, each once it was
 * told. Links are deleted, not what they lead to.
 * @param path the file or folder of the object or prefix at `uri`
 */
export async function purgeFiles(path: string, uri: string, tell: Tell): Promise<void> {
  if (!uri.endsWith('/')) return purgeBatch([{ path, uri }], tell);
  let batch: StoredFile[] = [];
  for await (const file of filesUnder(path, uri)) {
    batch.push(file);
    if (batch.length < atOnce) continue;
    await purgeBatch(batch, tell);
    batch = [];
  }
  await purgeBatch(batch, tell);
  await removeEmpty(path);
}

async function purgeBatch(files: readonly StoredFile[], tell: Tell): Promise<void> {
  const going: { path: string; object: PurgedObject | null }[] = [];
  for (const { path, uri } of files) {
    const object = await describe(path, uri);
    if (object !== undefined) going.push({ path, object });
  }
  const told = going.flatMap(({ object }) => object ?? []);
  if (told.length > 0) await tell(told);
  for (const { path } of going) await rm(path, { force: true });
}

/** Null for a link that leads to no object, undefined for what is gone, or no file. */
async function describe(path: string, uri: string): Promise<PurgedObject | null | undefined> {
  try {
    const entry = await lstat(path);
    const found = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
    if (found?.isFile()) {
      return { uri, size: found.size, sha256: found.size > largestDigested ? null : await digestOfFile(path) };
    }
    return entry.isSymbolicLink() ? null : undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

async function* filesUnder(folder: string, uri: string): AsyncGenerator<StoredFile> {
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path, `${uri}${entry.name}/`);
    else yield { path, uri: `${uri}${entry.name}` };
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}

/** The folder and those in it, as far as they hold no file. */
async function removeEmpty(folder: string): Promise<void> {
  for (const entry of await entriesOf(folder)) if (entry.isDirectory()) await removeEmpty(join(folder, entry.name));
  // Where somebody has put something since, it stays.
  await rmdir(folder).catch(() => undefined);
}

/** Deletes what writes of processes left that were killed: nobody will give those files a name any more. */
export async function removeLeftovers(temporaries: string, now = Date.now()): Promise<void> {
  for (const { name } of await entriesOf(temporaries)) {
    const path = join(temporaries, name);
    const found = await stat(path).catch(() => undefined);
    const abandoned = !isRunning(Number.parseInt(name, 10)) || now - (found?.mtimeMs ?? now) > longestWrite;
    if (abandoned) await rm(path, { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
