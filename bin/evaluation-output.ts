import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../lib/domain/errors.ts';
import { errorCode, writeFailure } from '../lib/local/disk.ts';
import { isRunning } from '../lib/local/workflow/process.ts';
import { type EvaluationResults, evaluationResults } from './evaluation.ts';
import { checkOutput } from './output.ts';
import { evaluationHtml } from './report/evaluation.ts';
import { writeWhole } from './whole-folder.ts';

const resultsFile = 'results.json';

/**
 * Refuses a place that results can't be put into, and one that holds something else than an earlier evaluation.
 * @throws InputError `OutputNotEmpty`
 */
export async function checkEvaluationOutput(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [] as string[]);
  if (names.includes(resultsFile) && (await isEvaluation(folder))) return;
  if (names.includes('manifest.json'))
    throw new InputError('OutputNotEmpty', `${folder} holds a run's result: name another folder with --out.`);
  await checkOutput(folder);
}

async function isEvaluation(folder: string): Promise<boolean> {
  try {
    return evaluationResults.safeParse(JSON.parse(await readFile(join(folder, resultsFile), 'utf8'))).success;
  } catch {
    return false;
  }
}

/**
 * A folder to work in beside the results' place, on the same disk, so that they can be moved there whole. Takes away
 * those that commands left which were killed.
 */
export async function makeWorkFolder(folder: string): Promise<string> {
  const target = resolve(folder);
  const beside = (pid: number): string => join(dirname(target), `.${basename(target)}.${pid}.evaluating`);
  try {
    await mkdir(dirname(target), { recursive: true });
    for (const name of await readdir(dirname(target))) {
      const pid = Number(/\.(\d+)\.evaluating$/.exec(name)?.[1]);
      const path = join(dirname(target), name);
      if (path === beside(pid) && !isRunning(pid)) await rm(path, { recursive: true, force: true });
    }
    await mkdir(beside(process.pid));
    return beside(process.pid);
  } catch (cause) {
    const failure = writeFailure(cause, folder, { holdsRuns: false });
    if (failure !== cause) throw failure;
    const message = `${folder} can't be used for results (${errorCode(cause)}): name another folder with --out.`;
    throw new InputError('OutputNotEmpty', message, { cause });
  }
}

/** Writes the report beside the job's results in the work folder, and moves all to their place whole. */
export async function placeEvaluation(work: string, folder: string): Promise<EvaluationResults> {
  const made = join(work, 'output', 'data');
  const results = evaluationResults.parse(JSON.parse(await readFile(join(made, resultsFile), 'utf8')));
  await writeWhole(folder, {
    fill: async (partial) => {
      await writeFile(join(made, 'report.html'), await evaluationHtml(results, made));
      await rename(made, partial);
    },
    check: () => checkEvaluationOutput(folder),
  });
  return results;
}
