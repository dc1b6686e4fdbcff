import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../functions/documents.ts';
import { InputError } from '../lib/domain/errors.ts';
import type { PlannedRun } from '../lib/domain/experiment-runs.ts';
import { adapterUri, type RunReference, slugOf, verdictUri } from '../lib/domain/keys.ts';
import { errorCode } from '../lib/local/disk.ts';
import type { ExperimentRuns } from '../lib/local/experiment-runs.ts';
import type { ObjectStore } from '../lib/ports/index.ts';
import { writeWhole } from './whole-folder.ts';

const indexFile = 'adapters.json';

/** What is beside the arms' folders: docs/experiments/README.md describes it. */
export const adaptersIndex = z.object({
  version: z.literal(1),
  arms: z.array(z.object({ arm: z.string(), folder: z.string(), subjects: z.array(z.string()) })),
});
export type AdaptersIndex = z.infer<typeof adaptersIndex>;

/**
 * Refuses a folder that holds something else than adapters of an experiment, before any work is done.
 * @throws InputError `OutputNotEmpty`
 */
export async function checkAdaptersFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw new InputError('OutputNotEmpty', `${folder} can't be used for adapters (${errorCode(error)}): name another.`);
  });
  if (names.length === 0) return;
  const text = await readFile(join(folder, indexFile), 'utf8').catch(() => 'null');
  if (isIndex(text)) return;
  const message = `${folder} holds files that are no experiment's adapters: name another folder with --adapters.`;
  throw new InputError('OutputNotEmpty', message);
}

function isIndex(text: string): boolean {
  try {
    return adaptersIndex.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/**
 * A folder an arm, named after it; those of which another has the name already get their place among the arms.
 * @param arms the names of an experiment's arms, no two alike
 */
export function armFolders(arms: readonly string[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const [index, arm] of arms.entries()) {
    const slug = slugOf(arm, 'arm');
    const taken = new Set(folders.values());
    let folder = slug;
    for (let number = index + 1; taken.has(folder); number += 1) folder = `${slug}-${number}`;
    folders.set(arm, folder);
  }
  return folders;
}

/**
 * Writes `{arm}/{subject}/`, the PEFT files of each arm's runs of the first choice and the first seed, in place of an
 * earlier writing. A run that is not done has none.
 */
export async function writeAdapters(
  folder: string,
  planned: readonly PlannedRun[],
  { objects, runs }: { readonly objects: ObjectStore; readonly runs: ExperimentRuns },
): Promise<AdaptersIndex> {
  const folders = armFolders([...new Set(planned.map(({ arm }) => arm.name))]);
  const index: AdaptersIndex = { version: 1, arms: [] };
  await writeWhole(folder, {
    fill: async (partial) => {
      await mkdir(partial);
      for (const [arm, name] of folders) {
        const subjects: string[] = [];
        for (const one of firstOf(planned, arm)) {
          const state = await runs.stateOf(one);
          if (state.status !== 'done') continue;
          await copyAdapter(objects, state.run, join(partial, name, one.subject));
          subjects.push(one.subject);
        }
        index.arms.push({ arm, folder: name, subjects });
      }
      await writeFile(join(partial, indexFile), `${JSON.stringify(index, null, 1)}\n`);
    },
    check: () => checkAdaptersFolder(folder),
  });
  return index;
}

/** An arm's runs of the first choice and the first seed: one a subject. */
function firstOf(planned: readonly PlannedRun[], arm: string): PlannedRun[] {
  const seed = planned[0]?.seed;
  return planned.filter((run) => run.arm.name === arm && run.choice === 0 && run.seed === seed);
}

async function copyAdapter(objects: ObjectStore, run: RunReference, folder: string): Promise<void> {
  const { job } = await readJson<{ job: string }>(objects, verdictUri(run));
  const prefix = adapterUri(run, job);
  await mkdir(folder, { recursive: true });
  for (const { uri } of await objects.list(prefix)) {
    await writeFile(join(folder, uri.slice(prefix.length)), await objects.get(uri));
  }
}
