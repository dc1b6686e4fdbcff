import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { sameCategory } from '../domain/distractors.ts';
import { InputError } from '../domain/errors.ts';
import type { SubjectPhoto, SubjectPhotos } from '../domain/experiment-runs.ts';
import { nearest } from '../domain/nearest.ts';
import { categoryOf } from '../domain/upload.ts';
import { errorCode } from './disk.ts';
import { digestOfPhoto } from './photo-files.ts';
import { type FolderPhoto, photosIn } from './photo-folder.ts';

/** A photo where it lies. */
export interface LaidPhoto extends SubjectPhoto, Pick<FolderPhoto, 'path' | 'mask'> {
  /** Whose it is, of photos of other subjects. */
  readonly owner?: Pick<SubjectPhotos, 'name' | 'category'>;
}
export type LaidSubject = SubjectPhotos<LaidPhoto>;

interface Layout {
  readonly categories: Readonly<Record<string, string>>;
  /** The folders in a subject's own: `reference` and `held-out`, or none. */
  readonly divided: boolean;
}

/**
 * The subjects of a folder, in one of two layouts: `{subject}/*.jpg` with `classes.csv` (`subject,category`), or, as the
 * samples lie, `{subject}/reference/` and `{subject}/held-out/` with `subjects.json` (`{subject: category}`).
 * @throws InputError `DatasetInvalid` for a folder of neither layout, and what `photosIn` throws
 */
export async function readSubjects(folder: string): Promise<LaidSubject[]> {
  const { categories, divided } = await layoutOf(folder);
  const subjects: LaidSubject[] = [];
  for (const [name, category] of Object.entries(categories).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const own = join(folder, name);
    const photos = await laid(divided ? join(own, 'reference') : own, own);
    const heldOut = divided ? await laid(join(own, 'held-out'), own) : [];
    subjects.push({ name, category: categoryOf(category), photos, heldOut });
  }
  return subjects;
}

/**
 * Those that the experiment is about.
 * @throws InputError `OptionInvalid` for a name that none has, and where none is left
 */
export function chosenSubjects(
  all: readonly LaidSubject[],
  { only, not }: { readonly only?: readonly string[] | undefined; readonly not: readonly string[] },
): LaidSubject[] {
  const names = all.map(({ name }) => name);
  const unknown = [...(only ?? []), ...not].find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      'OptionInvalid',
      `There is no subject ${unknown}. Nearest: ${nearest(unknown, names).join(', ')}.`,
    );
  }
  const chosen = all.filter(({ name }) => (only === undefined || only.includes(name)) && !not.includes(name));
  if (chosen.length > 0) return chosen;
  throw new InputError('OptionInvalid', 'No subject is left. Take names out of subjects.not.');
}

/** Photos of other things, in a folder and those in it. */
export const readOthers = (folder: string): Promise<LaidPhoto[]> => laid(folder, folder, { nested: true });

/** All photos of every subject but this one. */
export const ofOtherSubjects = (all: readonly LaidSubject[], subject: string): LaidPhoto[] =>
  all
    .filter(({ name }) => name !== subject)
    .flatMap(({ name, category, photos, heldOut }) =>
      [...photos, ...heldOut].map((photo) => ({
        ...photo,
        name: `${name}/${photo.name}`,
        owner: { name, category },
      })),
    );

/** Of each other subject of its category the first half of the photos by name; the other half is left to judge. */
export const ofSameCategory = (all: readonly LaidSubject[], { name: own, category }: LaidSubject): LaidPhoto[] =>
  all
    .filter((other) => other.name !== own && sameCategory(other.category, category))
    .flatMap(({ name, photos }) =>
      photos
        .toSorted((one, other) => (one.name < other.name ? -1 : 1))
        .slice(0, Math.floor(photos.length / 2))
        .map((photo) => ({ ...photo, name: `${name}/${photo.name}` })),
    );

async function laid(folder: string, root: string, options = {}): Promise<LaidPhoto[]> {
  const found = await photosIn('subjects', folder, options);
  const photos: LaidPhoto[] = [];
  for (const { path, mask } of found) {
    const name = relative(resolve(root), resolve(path)).replaceAll('\\', '/');
    const maskSha256 = mask === null ? null : (await digestOfPhoto(mask, name)).sha256;
    photos.push({
      name,
      path: resolve(path),
      mask: mask && resolve(mask),
      maskSha256,
      sha256: (await digestOfPhoto(path, name)).sha256,
    });
  }
  return photos;
}

async function layoutOf(folder: string): Promise<Layout> {
  const classes = await textOf(join(folder, 'classes.csv'));
  if (classes !== undefined) return { categories: readClasses(folder, classes), divided: false };
  const subjects = await textOf(join(folder, 'subjects.json'));
  if (subjects !== undefined) return { categories: readJson(folder, subjects), divided: true };
  throw new InputError(
    'DatasetInvalid',
    `"${folder}" has neither classes.csv (lines of subject,category) nor subjects.json. Write one, or name another folder.`,
  );
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

function readClasses(folder: string, text: string): Record<string, string> {
  const [head, ...lines] = text.trim().split(/\r?\n/);
  const rows = lines.map((line) => line.split(',').map((cell) => cell.trim()));
  if (head?.trim() === 'subject,category' && rows.every((row) => row.length === 2 && row.every(Boolean))) {
    return Object.fromEntries(rows);
  }
  throw new InputError('DatasetInvalid', `classes.csv of "${folder}" must have the lines subject,category. Mend it.`);
}

function readJson(folder: string, text: string): Record<string, string> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(text));
  } catch (cause) {
    throw new InputError('DatasetInvalid', `subjects.json of "${folder}" must be {"subject": "category"}. Mend it.`, {
      cause,
    });
  }
}
