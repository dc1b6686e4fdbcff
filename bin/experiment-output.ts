import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../lib/domain/errors.ts';
import { errorCode, writeFailure } from '../lib/local/disk.ts';

const ours = z.object({ version: z.literal(1), question: z.string(), runs: z.array(z.unknown()) });

/**
 * Refuses a folder that holds something else than an earlier report, before any work is done.
 * @throws InputError `OutputNotEmpty`
 */
export async function checkReportFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length === 0) return;
    const text = await readFile(join(folder, 'experiment.json'), 'utf8').catch(() => 'null');
    if (ours.safeParse(JSON.parse(text)).success) return;
  } catch (error) {
    const failure = writeFailure(error, folder, { holdsRuns: false });
    if (failure !== error) throw failure;
    const why = errorCode(error) ?? 'it holds files that are not a report';
    throw new InputError('OutputNotEmpty', `${folder} can't be used for a report (${why}): name another with --out.`, {
      cause: error,
    });
  }
  throw new InputError('OutputNotEmpty', `${folder} holds files that are no earlier report: name another with --out.`);
}

/** Writes each file whole, in place of an earlier one. */
export async function writeReport(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  try {
    for (const [name, text] of files) {
      await writeFile(join(folder, `${name}.new`), text);
      await rename(join(folder, `${name}.new`), join(folder, name));
    }
  } catch (error) {
    throw writeFailure(error, folder, { holdsRuns: false });
  }
}
