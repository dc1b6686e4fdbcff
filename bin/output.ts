import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { readJson } from '../functions/documents.ts';
import { InputError } from '../lib/domain/errors.ts';
import { manifestUri, modelPrefix } from '../lib/domain/keys.ts';
import { errorCode, writeFailure } from '../lib/local/disk.ts';
import { type ReportInput, reportHtml } from './report/report.ts';

const manifestFile = 'manifest.json';

/** Refuses a folder that holds something else than an earlier result, before any work is done. */
export async function checkOutput(folder: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return;
    throw new InputError('OutputNotEmpty', `${folder} can't be used for results: name another folder with --out.`, {
      cause,
    });
  }
  if (names.length === 0 || names.includes(manifestFile)) return;
  throw new InputError(
    'OutputNotEmpty',
    `${folder} holds files that are not an earlier result: name another folder with --out.`,
  );
}

/** Writes adapter, manifest and report beside their place, then moves them there whole. */
export async function writeOutput(folder: string, input: ReportInput): Promise<void> {
  const target = resolve(folder);
  const partial = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    await mkdir(join(partial, 'adapter'), { recursive: true });
    await copyAdapter(input, join(partial, 'adapter'));
    await writeFile(join(partial, 'report.html'), await reportHtml(input));
    await writeFile(join(partial, manifestFile), `${JSON.stringify(await manifestOf(input), null, 2)}\n`);
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw writeFailure(error, folder);
  }
}

async function copyAdapter({ objects, run, jobs }: ReportInput, folder: string): Promise<void> {
  const prefix = modelPrefix(run, jobs.represent);
  for (const { uri } of await objects.list(prefix))
    await writeFile(join(folder, uri.slice(prefix.length)), await objects.get(uri));
}

/** What went in and what came out: the result, the photos' digests, and both jobs' own manifests. */
async function manifestOf({ objects, run, result, accepted, jobs }: ReportInput) {
  const photos = accepted.photos.map(({ id, role, name, sha256 }) => ({ id, role, name, sha256 }));
  const manifests = {
    compose: await readJson<object>(objects, manifestUri(run, jobs.compose)),
    represent: await readJson<object>(objects, manifestUri(run, jobs.represent)),
  };
  return { ...result, photos: { ...result.photos, files: photos }, jobs: manifests };
}
