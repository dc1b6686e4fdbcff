import { mkdir, mkdtemp, readdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { readJson } from '../functions/documents.ts';
import { InputError } from '../lib/domain/errors.ts';
import { manifestUri, modelPrefix } from '../lib/domain/keys.ts';
import { errorCode, writeFailure } from '../lib/local/disk.ts';
import { type ReportInput, reportHtml } from './report/report.ts';
import { jobsOf } from './run-jobs.ts';
import { writeWhole } from './whole-folder.ts';

const manifestFile = 'manifest.json';
/** All that a result consists of. */
const members = ['adapter', manifestFile, 'report.html'];
/** What systems leave in folders that somebody looked into. */
const litter = ['.DS_Store', 'Thumbs.db', 'desktop.ini'];

/** What tells our manifest from the many other files of that name. */
const ours = z.object({ version: z.literal(1), run: z.string(), verdict: z.object({ outcome: z.string() }) });

/**
 * Refuses a place that a result can't be put into, and one that holds something else than an earlier result, before any
 * work is done.
 */
export async function checkOutput(folder: string): Promise<void> {
  const target = resolve(folder);
  if (`${process.cwd()}/`.startsWith(`${target}/`)) {
    throw new InputError(
      'OutputNotEmpty',
      `${folder} is where you stand, and is replaced whole: name another folder with --out.`,
    );
  }
  const parent = await nearestFolder(folder, dirname(target));
  await checkWritable(folder, parent);
  let names: string[];
  try {
    names = await readdir(target);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return;
    throw unusable(folder, cause);
  }
  // The result takes the folder's place whole, which a disk of its own does not let it.
  if ((await stat(target)).dev !== (await stat(parent)).dev) {
    throw new InputError('OutputNotEmpty', `${folder} is a disk of its own: name a folder on it with --out.`);
  }
  if (names.length > 0 && !(await isResult(target, names))) {
    throw new InputError(
      'OutputNotEmpty',
      `${folder} holds files that are not an earlier result: name another folder with --out.`,
    );
  }
}

/** The folder above the result's, or the nearest one that exists. */
async function nearestFolder(asked: string, folder: string): Promise<string> {
  const found = await stat(folder).catch((cause: unknown) => {
    if (errorCode(cause) !== 'ENOENT') throw unusable(asked, cause);
  });
  if (found === undefined) return nearestFolder(asked, dirname(folder));
  if (!found.isDirectory()) throw unusable(asked, undefined);
  return folder;
}

/** Only trying tells: permissions say nothing of a read-only disk, nor of what root may do. */
async function checkWritable(asked: string, folder: string): Promise<void> {
  try {
    await rmdir(await mkdtemp(join(folder, '.likeness-')));
  } catch (cause) {
    const failure = writeFailure(cause, folder, { holdsRuns: false });
    throw failure === cause ? unusable(asked, cause) : failure;
  }
}

async function isResult(folder: string, names: readonly string[]): Promise<boolean> {
  if (!names.includes(manifestFile) || names.some((name) => ![...members, ...litter].includes(name))) return false;
  try {
    return ours.safeParse(JSON.parse(await readFile(join(folder, manifestFile), 'utf8'))).success;
  } catch {
    return false;
  }
}

function unusable(folder: string, cause: unknown): InputError {
  const why = errorCode(cause) === undefined ? '' : ` (${errorCode(cause)})`;
  const message = `${folder} can't be used for results${why}: name another folder with --out.`;
  return new InputError('OutputNotEmpty', message, { cause });
}

/** Writes adapter, manifest and report, whole, in place of an earlier result. */
export const writeOutput = (folder: string, input: ReportInput): Promise<void> =>
  writeWhole(folder, {
    fill: async (partial) => {
      await mkdir(join(partial, 'adapter'), { recursive: true });
      await copyAdapter(input, join(partial, 'adapter'));
      await writeFile(join(partial, 'report.html'), await reportHtml(input));
      await writeFile(join(partial, manifestFile), `${JSON.stringify(await manifestOf(input), null, 2)}\n`);
    },
    check: () => checkOutput(folder),
  });

async function copyAdapter({ objects, run, jobs }: ReportInput, folder: string): Promise<void> {
  const prefix = modelPrefix(run, jobs.represent);
  for (const { uri } of await objects.list(prefix))
    await writeFile(join(folder, uri.slice(prefix.length)), await objects.get(uri));
}

/** What went in and what came out: the result, the photos' digests, and the jobs' own manifests. */
async function manifestOf({ objects, run, result, accepted, jobs }: ReportInput) {
  const photos = accepted.photos.map(({ id, role, name, sha256 }) => ({ id, role, name, sha256 }));
  const manifests: Record<string, object> = {};
  for (const { stage, place, digest } of jobsOf(run, jobs)) {
    manifests[stage] = await readJson<object>(objects, manifestUri(place, digest));
  }
  return { ...result, photos: { ...result.photos, files: photos }, jobs: manifests };
}
