import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../domain/errors.ts';
import { compareBytes } from '../ports/addresses.ts';
import { errorCode } from './disk.ts';

/** A photo as it lies in a folder. */
export interface FolderPhoto {
  /** Relative to the folder, with `/`: for messages and reports. */
  readonly name: string;
  readonly path: string;
  /** The path of the mask beside it: `cup.mask.png` or `cup.jpg.mask.png` for `cup.jpg`. */
  readonly mask: string | null;
}

const maskEnding = '.mask.png';
const isMask = (name: string): boolean => name.toLowerCase().endsWith(maskEnding);

/** What systems leave in folders: hidden files and the like. */
const isLitter = (name: string): boolean =>
  name.startsWith('.') || /^(thumbs\.db|desktop\.ini|__macosx|ehthumbs\.db)$/i.test(name);

/**
 * The files of a folder that a user named with `option`, in the byte order of their names. Folders inside count only when
 * `nested`, one level deep.
 * @throws InputError `PhotosFolderMissing`, `PhotosFolderUnreadable`, `PhotosFolderEmpty`, `PhotoUnreadable`, `MaskMismatch`
 */
export async function photosIn(option: string, folder: string, { nested = false } = {}): Promise<FolderPhoto[]> {
  const where = `${option} "${folder}"`;
  const { files, folders } = await look(folder, '', where);
  const inner = nested ? await Promise.all(folders.map((name) => look(folder, `${name}/`, where))) : [];
  const photos = [files, ...inner.map((found) => found.files)].flatMap((names) => pair(folder, names));
  if (photos.length > 0) return photos.sort((a, b) => compareBytes(a.name, b.name));
  const hint = !nested && folders.length > 0 ? `; folders inside it, such as "${folders[0]}", are not looked into` : '';
  throw new InputError('PhotosFolderEmpty', `${where} holds no photos${hint}. Put JPEG, PNG or WebP files into it.`);
}

async function look(folder: string, inner: string, where: string): Promise<{ files: string[]; folders: string[] }> {
  const entries = await entriesOf(join(folder, inner), where);
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of entries.filter(({ name }) => !isLitter(name))) {
    const name = inner + entry.name;
    const kind = await kindOf(join(folder, name), name, entry);
    (kind === 'file' ? files : folders).push(name);
  }
  return { files: files.sort(compareBytes), folders: folders.sort(compareBytes) };
}

async function entriesOf(folder: string, where: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT') {
      throw new InputError(
        'PhotosFolderMissing',
        `${where} does not exist. Check the spelling, or give the whole path.`,
        { cause },
      );
    }
    if (code === 'ENOTDIR') {
      throw new InputError(
        'PhotosFolderMissing',
        `${where} is a file, not a folder. Name the folder that it lies in.`,
        { cause },
      );
    }
    throw new InputError(
      'PhotosFolderUnreadable',
      `${where} can't be read (${code}). Change its permissions, or copy the photos elsewhere.`,
      {
        cause,
      },
    );
  }
}

/** Links are followed. Whatever is neither file nor folder (a pipe, say) would never end being read. */
async function kindOf(path: string, name: string, entry: Dirent): Promise<'file' | 'folder'> {
  const kind = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
  if (kind?.isFile()) return 'file';
  if (kind?.isDirectory()) return 'folder';
  const what = kind === undefined ? 'is a link to nothing' : 'is not an ordinary file';
  throw new InputError('PhotoUnreadable', `"${name}" ${what}. Take it out of the folder.`);
}

/** Gives each photo the mask beside it. */
function pair(folder: string, names: readonly string[]): FolderPhoto[] {
  const masks = new Map(names.filter(isMask).map((name) => [name.slice(0, -maskEnding.length), name]));
  const used = new Set<string>();
  const photos = names
    .filter((name) => !isMask(name))
    .map((name) => {
      const mask = masks.get(name) ?? masks.get(name.replace(/\.[^./]*$/, ''));
      if (mask !== undefined) used.add(mask);
      return { name, path: join(folder, name), mask: mask === undefined ? null : join(folder, mask) };
    });
  const lonely = [...masks.values()].find((mask) => !used.has(mask));
  if (lonely === undefined) return photos;
  throw new InputError(
    'MaskMismatch',
    `"${lonely}" is a mask without a photo beside it. Name it as its photo: cup${maskEnding} for cup.jpg.`,
  );
}
