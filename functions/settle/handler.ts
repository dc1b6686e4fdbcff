import { errorFromCode, isErrorCode, type LikenessError, ServiceError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { readFailure, wordsOf } from '../../lib/domain/job-failure.ts';
import { attemptKey, checkpointsPrefix, dataPrefix, modelPrefix, type RunReference } from '../../lib/domain/keys.ts';
import type { ObjectStore, Ports } from '../../lib/ports/index.ts';
import type { JobState } from '../prepare/handler.ts';
import { keeping, replacing, type UnpackedFile, unpack, type Write } from './archive.ts';

/** How often one run tries one job. */
const maximumAttempts = 3;

interface JobDescription {
  readonly TrainingJobName: string;
  readonly ModelArtifacts: { readonly S3ModelArtifacts: string };
  readonly TrainingTimeInSeconds?: number;
  readonly LikenessUsage?: { readonly peakMemoryBytes: number; readonly seconds: number };
}

interface SettleEvent {
  readonly run: RunReference;
  readonly job: JobState & { readonly outcome: JobDescription | { readonly Error: string; readonly Cause: string } };
}

/**
 * Ends an attempt: unpacks what a finished job made and writes its manifest last, or turns a failure into the user's
 * words and says whether to try again.
 */
export function create(ports: Pick<Ports, 'objects' | 'records' | 'clock'>, _home: Home) {
  return async ({ run, job }: SettleEvent): Promise<JobState> => {
    const { outcome, ...state } = job;
    if ('Error' in outcome) {
      await noteFailure(ports, run, job, explain(outcome.Error, outcome.Cause));
      return { ...state, finished: false };
    }
    const finished = { ...state, finished: true, request: {} };
    // What belongs to no subject may be made by two runs at once: the first made the result, and others may read it.
    const write = 'subject' in job.place ? replacing : keeping;
    if (write === keeping && (await ports.objects.head(job.manifest))) return finished;
    const files = await unpackAll(ports.objects, job, outcome, write);
    const manifest = {
      version: 1,
      stage: job.stage,
      digest: job.digest,
      job: outcome.TrainingJobName,
      attempt: job.attempt,
      run: run.run,
      hyperparameters: 'HyperParameters' in job.request ? job.request.HyperParameters : {},
      inputs:
        'InputDataConfig' in job.request
          ? job.request.InputDataConfig.map((channel) => channel.DataSource.S3DataSource.S3Uri)
          : [],
      seconds: outcome.LikenessUsage?.seconds ?? outcome.TrainingTimeInSeconds ?? 0,
      peakMemoryBytes: outcome.LikenessUsage?.peakMemoryBytes ?? null,
      finishedAt: ports.clock.now(),
      files,
    };
    await write(ports.objects, job.manifest, `${JSON.stringify(manifest, null, 1)}\n`);
    if (job.stage === 'generate') await removeCheckpoints(ports.objects, job);
    return finished;
  };
}

/**
 * A personal generator knows a customer's thing: it lives no longer than it is needed. The program deletes its own copy,
 * which SageMaker has stored as well and leaves there.
 */
async function removeCheckpoints(objects: ObjectStore, { place, digest }: JobState): Promise<void> {
  for (const { uri } of await objects.list(checkpointsPrefix(place, digest))) await objects.delete(uri);
}

async function unpackAll(
  objects: ObjectStore,
  { place, digest }: JobState,
  { ModelArtifacts: { S3ModelArtifacts: model } }: JobDescription,
  write: Write,
): Promise<UnpackedFile[]> {
  const output = model.replace(/model\.tar\.gz$/, 'output.tar.gz');
  return [
    ...(await unpack(objects, model, modelPrefix(place, digest), write)),
    ...(await unpack(objects, output, dataPrefix(place, digest), write)),
  ];
}

/** A user's mistake ends the run at once; ours may be tried again. */
async function noteFailure(
  { records }: Pick<Ports, 'records'>,
  run: RunReference,
  job: JobState,
  failure: LikenessError,
): Promise<void> {
  await records.update(attemptKey(job.place, job.digest, job.attempt), {
    failure: failure.message,
    code: failure.code,
  });
  if (failure.fault === 'user') throw failure;
  const { pk, sk } = attemptKey(job.place, job.digest, 0);
  const attempts = await records.query(pk, sk.slice(0, -2));
  const failed = attempts.filter((attempt) => attempt.run === run.run && attempt.failure !== undefined).length;
  if (failed < maximumAttempts) return;
  throw new ServiceError(
    'JobFailed',
    `The ${job.stage} job failed ${failed} times; the last time: ${failure.message}`,
    { cause: failure },
  );
}

function explain(error: string, cause: string): LikenessError {
  if (isErrorCode(error)) return errorFromCode(error, wordsOf(cause));
  if (error === 'States.Timeout') return new ServiceError('JobFailed', 'The job ran out of time.');
  const { code, message } = readFailure(cause);
  return errorFromCode(code, message);
}
