import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { compareBytes } from '../../ports/addresses.ts';
import { errorCode } from '../disk.ts';

/**
 * Packs what is in a folder into a `.tar.gz` whose bytes depend on names and contents alone: sorted, without owners,
 * times and permissions. Links to files and folders are followed.
 */
export async function pack(folder: string, archive: string): Promise<void> {
  const entries = await entriesUnder(folder);
  const options = {
    file: archive,
    cwd: folder,
    gzip: { level: 1 },
    portable: true,
    mtime: new Date(0),
    noDirRecurse: true,
    follow: true,
    strict: true,
    onWriteEntry: (entry: { type?: string; stat?: { mode: number } }) => {
      if (entry.stat !== undefined) entry.stat.mode = entry.type === 'Directory' ? 0o755 : 0o644;
    },
  };
  // tar reads a leading `@` as "the entries of that archive".
  await create(options, entries.length === 0 ? ['.'] : entries.map((name) => `./${name}`));
}

/** The relative names of all files and folders under a folder, each folder before what is in it. */
async function entriesUnder(folder: string, prefix = ''): Promise<string[]> {
  const names = (await readdir(folder)).sort(compareBytes);
  const entries: string[] = [];
  for (const name of names) {
    entries.push(`${prefix}${name}`);
    if ((await stat(join(folder, name))).isDirectory()) {
      entries.push(...(await entriesUnder(join(folder, name), `${prefix}${name}/`)));
    }
  }
  return entries;
}

/** Moves a finished file to its place in one step, also from another file system. Archives can be larger than memory. */
export async function place(file: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  try {
    await rename(file, target);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    const partial = `${target}.${process.pid}.partial`;
    try {
      await copyFile(file, partial);
      await rename(partial, target);
    } finally {
      await rm(partial, { force: true });
    }
    await rm(file);
  }
}
