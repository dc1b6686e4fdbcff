import { readJson } from '../functions/documents.ts';
import type { PlannedRun } from '../lib/domain/experiment-runs.ts';
import { acceptedUri, dataPrefix, type RunReference, verdictUri } from '../lib/domain/keys.ts';
import type { OtherSubjects } from '../lib/domain/other-subjects.ts';
import type { Accepted } from '../lib/domain/upload.ts';
import type { ExperimentRuns } from '../lib/local/experiment-runs.ts';
import type { LaidPhoto } from '../lib/local/experiment-subjects.ts';
import { uploadedName } from '../lib/local/experiment-uploads.ts';
import type { Installation } from '../lib/local/installation.ts';
import type { FolderObjects } from '../lib/local/objects.ts';
import { measureOthers, type OthersQuestion } from '../lib/local/other-subjects.ts';
import { uploadOf } from './result.ts';

export interface OthersPlace {
  readonly installation: Installation;
  readonly objects: FolderObjects;
  readonly runs: Pick<ExperimentRuns, 'stateOf'>;
}

/**
 * What personalizing did to telling the other subjects apart, by the ids of the runs. Computed from vectors that every
 * run keeps, whichever programs it was done by.
 */
export async function otherSubjectsOf(
  planned: readonly PlannedRun<LaidPhoto>[],
  { installation, objects, runs }: OthersPlace,
): Promise<ReadonlyMap<string, OtherSubjects>> {
  const questions = new Map<string, OthersQuestion>();
  for (const run of planned) {
    if (questions.has(run.id)) continue;
    const state = await runs.stateOf(run);
    const question = state.status === 'done' ? await questionOf(run, state.run, objects) : null;
    if (question !== null) questions.set(run.id, question);
  }
  const answers = await measureOthers(installation, [...questions.values()]);
  const named = [...questions.keys()].map((id, index) => [id, answers[index] ?? null] as const);
  return new Map(named.filter((pair): pair is readonly [string, OtherSubjects] => pair[1] !== null));
}

/**
 * Null where the run kept no vectors, since nothing judged it, and where its photos were called otherwise when it was
 * done, so that nobody knows any more whose they are.
 */
async function questionOf(
  { category, others }: PlannedRun<LaidPhoto>,
  run: RunReference,
  objects: FolderObjects,
): Promise<OthersQuestion | null> {
  const { job } = await readJson<{ job: string }>(objects, verdictUri(run));
  const vectors = `${dataPrefix(run, job)}vectors.safetensors`;
  if ((await objects.head(vectors)) === undefined) return null;
  const { distractors } = await readJson<{ distractors: string[] }>(objects, `${dataPrefix(run, job)}vectors.json`);
  const { photos } = await readJson<Accepted>(objects, acceptedUri(run, uploadOf(run)));
  const accepted = new Map(photos.map((photo) => [photo.id, photo]));
  const owners = new Map(others.map(({ name, owner }) => [uploadedName(name), owner]));
  const subjects: (string | null)[] = [];
  for (const number of distractors) {
    const photo = accepted.get(`other/${number}`);
    // The operator's photos are other things and nobody's.
    const owner = photo?.origin === 'bank' ? null : owners.get(photo?.name ?? '')?.name;
    if (owner === undefined) return null;
    subjects.push(owner);
  }
  const categories = Object.fromEntries(others.flatMap(({ owner }) => (owner ? [[owner.name, owner.category]] : [])));
  return { vectors: objects.pathOf(vectors), subjects, categories, category };
}
