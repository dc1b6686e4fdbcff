import { randomUUID } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { copyFile, link, mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ServiceError } from '../domain/errors.ts';
import { compareBytes, parseAddress, parsePrefix } from '../ports/addresses.ts';
import type { ObjectEntry, ObjectStore } from '../ports/objects.ts';
import { errorCode, writeFailure } from './disk.ts';
import { purgeFiles, removeLeftovers } from './object-purge.ts';

/** The store of one machine: object `s3://bucket/key` is the file `{root}/{bucket}/{key}`. */
export interface FolderObjects extends ObjectStore {
  /**
   * The file of an object, or (for an address that ends in `/`) the folder of the objects under it, whether or not it
   * exists. For reading and linking: a file is replaced when its object is put again, never changed in place.
   */
  pathOf(uri: string): string;
  /**
   * Puts a file that lies elsewhere on this machine, as a hard link where the disk lets it: the file may be gigabytes.
   * Whoever changes that file in place changes the object.
   */
  adopt(uri: string, file: string): Promise<void>;
  /** Puts what comes, piece by piece and never all in memory. Where that fails, its error is thrown and nothing is put. */
  receive(uri: string, pieces: AsyncIterable<Uint8Array>): Promise<void>;
}

/** How often a write starts again when a delete beside it takes the folder away under it. */
const attempts = 100;

const missing = (uri: string, error: unknown): ServiceError =>
  new ServiceError('ObjectNotFound', `There is no object at ${uri}.`, { cause: error });

/** The store's files can't hold both `a` and `a/b`, which S3 can. Our keys never need it. */
const entangled = (uri: string, error: unknown): ServiceError =>
  new ServiceError('Internal', `${uri} can't be stored here: one object's key may not be the folder of another's.`, {
    cause: error,
  });

const absent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');

/**
 * Opens the folder store under `root`, which is made when first needed. Any number of processes may share it.
 * A write goes to a file in `{root}/.tmp` and is then renamed (or linked) into place, so readers see whole objects.
 */
export function folderObjects(root: string): FolderObjects {
  const home = resolve(root);
  const temporaries = join(home, '.tmp');

  function pathOf(uri: string): string {
    if (!uri.endsWith('/')) return fileOf(uri);
    const { bucket, prefix } = parsePrefix(uri);
    return prefix === '' ? join(home, bucket) : fileOf(uri.slice(0, -1));
  }

  function fileOf(uri: string): string {
    const { bucket, key } = parseAddress(uri);
    return `${home}/${bucket}/${key}`;
  }

  /** Fills a temporary file, then has `place` give it its name; the temporary name is gone afterwards. */
  async function write(uri: string, fill: (path: string) => Promise<void>, place: Placing): Promise<boolean> {
    const target = fileOf(uri);
    const temporary = join(temporaries, `${process.pid}-${randomUUID()}`);
    try {
      await mkdir(temporaries, { recursive: true });
      await fill(temporary);
      return await inFolder(uri, target, () => place(temporary, target));
    } catch (error) {
      throw writeFailure(error, home);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async function head(uri: string): Promise<ObjectEntry | undefined> {
    try {
      const found = await stat(fileOf(uri));
      return found.isFile() ? { uri, size: found.size } : undefined;
    } catch (error) {
      if (absent(error)) return undefined;
      throw error;
    }
  }

  return {
    pathOf,
    head,

    async get(uri) {
      try {
        return await readFile(fileOf(uri));
      } catch (error) {
        throw absent(error) || errorCode(error) === 'EISDIR' ? missing(uri, error) : error;
      }
    },

    async adopt(uri, file) {
      await write(uri, (path) => linkOrCopy(file, path), replacing);
    },

    async receive(uri, pieces) {
      await write(uri, (path) => writeFile(path, pieces, { flag: 'wx' }), replacing);
    },

    async put(uri, body) {
      await write(uri, (path) => writeFile(path, body, { flag: 'wx' }), replacing);
    },

    async putIfAbsent(uri, body) {
      if ((await head(uri)) !== undefined) return false;
      return write(uri, (path) => writeFile(path, body, { flag: 'wx' }), linking(uri));
    },

    async list(uri) {
      const { bucket, prefix } = parsePrefix(uri);
      const keys: string[] = [];
      await collect(`${home}/${bucket}`, folderOf(prefix), prefix, keys);
      const entries = await Promise.all(keys.sort(compareBytes).map((key) => head(`s3://${bucket}/${key}`)));
      return entries.filter((entry) => entry !== undefined);
    },

    async copy(from, to) {
      const source = fileOf(from);
      if ((await head(from)) === undefined) throw missing(from, undefined);
      await write(
        to,
        async (path) => {
          try {
            await copyFile(source, path, constants.COPYFILE_FICLONE);
          } catch (error) {
            throw absent(error) ? missing(from, error) : error;
          }
        },
        replacing,
      );
    },

    async delete(uri) {
      const path = fileOf(uri);
      try {
        await rm(path);
      } catch (error) {
        // A folder of that name is no object.
        if (absent(error) || errorCode(error) === 'ERR_FS_EISDIR') return;
        throw error;
      }
      await prune(dirname(path), `${home}/${parseAddress(uri).bucket}`);
    },

    /** Also deletes what killed processes left half written, whoever's it was. */
    async purge(at, tell) {
      const { bucket, prefix } = parsePrefix(at);
      if (prefix === '') throw new ServiceError('Internal', `${at} is a whole bucket, which nobody purges.`);
      const path = pathOf(at);
      await purgeFiles(path, at, tell);
      await prune(dirname(path), `${home}/${bucket}`);
      await removeLeftovers(temporaries);
    },
  };
}

async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes(errorCode(error) ?? '')) throw error;
    await copyFile(source, target, constants.COPYFILE_FICLONE);
  }
}

type Placing = (temporary: string, target: string) => Promise<boolean>;

const replacing: Placing = async (temporary, target) => {
  await rename(temporary, target);
  return true;
};

/** Linking fails where the name is taken, so of any number of writers one wins. */
const linking =
  (uri: string): Placing =>
  async (temporary, target) => {
    try {
      await link(temporary, target);
      return true;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      if ((await stat(target).catch(() => undefined))?.isDirectory()) throw entangled(uri, error);
      return false;
    }
  };

/** Makes the target's folder and places the file; again when a delete pruned the folder in between. */
async function inFolder(uri: string, target: string, place: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mkdir(dirname(target), { recursive: true });
      return await place();
    } catch (error) {
      const code = errorCode(error) ?? '';
      if (['EISDIR', 'ENOTDIR', 'EEXIST'].includes(code)) throw entangled(uri, error);
      if (code !== 'ENOENT' || attempt === attempts) throw error;
    }
  }
}

/** The part of a prefix up to its last `/`: the folder to look in (`''` or `a/b/`). */
const folderOf = (prefix: string): string => prefix.slice(0, prefix.lastIndexOf('/') + 1);

/** A prefix is any text: one with such segments matches no key, and must not lead out of the bucket. */
const leavesBucket = (folder: string): boolean =>
  folder
    .split('/')
    .slice(0, -1)
    .some((segment) => ['', '.', '..'].includes(segment) || segment.includes('\0'));

/** Adds the keys under `folder` that start with `prefix`; links are followed, so that large inputs need no copy. */
async function collect(bucket: string, folder: string, prefix: string, keys: string[]): Promise<void> {
  if (leavesBucket(folder)) return;
  for (const entry of await entriesOf(`${bucket}/${folder}`)) {
    const key = `${folder}${entry.name}`;
    const kind = entry.isSymbolicLink() ? await stat(`${bucket}/${key}`).catch(() => undefined) : entry;
    if (kind?.isDirectory() && `${key}/`.startsWith(prefix)) {
      await collect(bucket, `${key}/`, prefix, keys);
    } else if (kind?.isFile() && key.startsWith(prefix)) {
      keys.push(key);
    }
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (absent(error) || errorCode(error) === 'ENAMETOOLONG') return [];
    throw error;
  }
}

/** Removes folders that a delete left empty, so that their names are free for objects again, as in S3. */
async function prune(folder: string, bucket: string): Promise<void> {
  for (let current = folder; current.length > bucket.length; current = dirname(current)) {
    try {
      await rmdir(current);
    } catch {
      return; // Not empty, or another delete was first.
    }
  }
}
