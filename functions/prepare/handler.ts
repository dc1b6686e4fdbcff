import { ServiceError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { attemptKey, manifestUri, type RunReference } from '../../lib/domain/keys.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import {
  type JobSpecification,
  jobDigest,
  type Stage,
  type TrainingRequest,
  trainingRequest,
} from '../../lib/domain/training-job.ts';
import { acceptedSchema } from '../../lib/domain/upload.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { readJson } from '../documents.ts';
import { advance } from '../run-record.ts';
import { channelsOf, type FinishedJob } from './channels.ts';

interface PrepareEvent {
  readonly stage: Stage;
  readonly run: RunReference;
  readonly accepted: { readonly uri: string };
  readonly plan: { readonly uri: string };
  /** Results of earlier jobs; empty before them. */
  readonly synthesis: { readonly generate?: FinishedJob; readonly compose?: FinishedJob };
}

export interface JobState {
  readonly finished: boolean;
  readonly stage: Stage;
  readonly digest: string;
  readonly manifest: string;
  readonly attempt: number;
  readonly request: TrainingRequest | Record<string, never>;
}

/** Looks for the job's finished result; where there is none, reserves an attempt and returns its request. */
export function create(ports: Pick<Ports, 'objects' | 'records' | 'clock'>, home: Home) {
  return async ({ stage, run, accepted, plan: planned, synthesis }: PrepareEvent): Promise<JobState> => {
    const plan = await readJson<Plan>(ports.objects, planned.uri);
    const photos = acceptedSchema.parse(await readJson(ports.objects, accepted.uri));
    if (stage === 'represent') await advance(ports, run, 'training');

    const hyperparameters = plan.stages[stage];
    if (hyperparameters === null) throw new ServiceError('Internal', `The plan has no stage ${stage}.`);
    const specification: JobSpecification = {
      stage,
      hyperparameters: { ...hyperparameters, seed: plan.seed },
      channels: channelsOf(stage, { run, plan, photos, synthesis, home }),
    };
    const digest = jobDigest(specification, home);
    const manifest = manifestUri(run, digest);
    const found = { stage, digest, manifest };
    if (await ports.objects.head(manifest)) return { ...found, finished: true, attempt: 0, request: {} };
    const attempt = await reserve(ports, run, digest);
    return { ...found, finished: false, attempt, request: trainingRequest(specification, { home, of: run, attempt }) };
  };
}

/** The first attempt's number that nobody has. */
async function reserve(
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
  run: RunReference,
  digest: string,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const item = { ...attemptKey(run, digest, attempt), run: run.run, reservedAt: clock.now() };
    if (await records.create(item)) return attempt;
  }
}
