import { isExhausted, limitReached } from '../../lib/domain/cost-limit.ts';
import { errorFromCode, isErrorCode, type LikenessError, ServiceError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { readFailure, wordsOf } from '../../lib/domain/job-failure.ts';
import { attemptKey, checkpointsPrefix, dataPrefix, modelPrefix, type RunReference } from '../../lib/domain/keys.ts';
import {
  type Attempt,
  ended,
  failed,
  type Spending,
  type StageRecord,
  spentOf,
  succeeded,
  toTryAgain,
} from '../../lib/domain/stages.ts';
import { maximumSecondsOf } from '../../lib/domain/training-job.ts';
import type { ObjectStore, Ports, Records } from '../../lib/ports/index.ts';
import type { JobState } from '../prepare/handler.ts';
import { changeStage, purseOf } from '../stage-record.ts';
import { keeping, replacing, type UnpackedFile, unpack, type Write } from './archive.ts';
import { billedFor, ranOutOfTime } from './billing.ts';

/** How often one run tries one job. */
const maximumAttempts = 3;

interface JobDescription {
  readonly TrainingJobName: string;
  readonly ModelArtifacts: { readonly S3ModelArtifacts: string };
  readonly TrainingTimeInSeconds?: number;
  readonly LikenessUsage?: { readonly peakMemoryBytes: number; readonly seconds: number };
}

interface Failure {
  readonly Error: string;
  readonly Cause: string;
}

interface SettleEvent {
  readonly run: RunReference;
  readonly job: JobState & { readonly outcome: JobDescription | Failure };
}

/**
 * Ends an attempt: notes what it cost, unpacks what a finished job made and writes its manifest last, or turns a failure
 * into the user's words and says whether to try again.
 */
export function create(ports: Pick<Ports, 'objects' | 'records' | 'clock'>, home: Home) {
  return async ({ run, job }: SettleEvent): Promise<JobState> => {
    const { outcome, ...state } = job;
    const change = (to: (before: StageRecord, now: string) => StageRecord) =>
      changeStage(ports.records, run, job.stage, (before) => to(before, ports.clock.now()));
    const attempt = attemptOf(job);
    const billed = billedFor(outcome, attempt, home);
    // First, because this was billed whatever goes wrong from here on.
    await change((before, now) => ended(before, attempt, billed, now));
    if (!('Error' in outcome)) {
      await storeResult(ports, run, state, outcome);
      await change(succeeded);
      return { ...state, finished: true, request: {} };
    }
    const failure = await failureOf(ports.records, run, { ...job, outcome }, home, billed);
    if (failure !== undefined) {
      const { code, message } = failure;
      await change((before, now) => failed(before, { code, message }, now));
      throw failure;
    }
    await change((before) => toTryAgain(before, attempt.job));
    return { ...state, finished: false };
  };
}

function attemptOf({ stage, digest, request }: JobState): Attempt {
  if (!('TrainingJobName' in request)) throw new ServiceError('Internal', `The ${stage} job has no request.`);
  const { TrainingJobName: job, ResourceConfig: resources, EnableManagedSpotTraining: spot } = request;
  return { digest, job, instance: resources.InstanceType, spot };
}

async function storeResult(
  ports: Pick<Ports, 'objects' | 'clock'>,
  run: RunReference,
  job: JobState,
  outcome: JobDescription,
): Promise<void> {
  // What belongs to no subject may be made by two runs at once: the first made the result, and others may read it.
  const write = 'subject' in job.place ? replacing : keeping;
  if (write === keeping && (await ports.objects.head(job.manifest))) return;
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

/** Why there will be no other attempt; undefined where there will. */
async function failureOf(
  records: Records,
  run: RunReference,
  job: JobState & { readonly outcome: Failure },
  home: Home,
  billed: Spending | undefined,
): Promise<LikenessError | undefined> {
  // Each such attempt takes some of the money, so that there is a last one.
  if (isBounded(job) && ranOutOfTime(job.outcome) && billed?.usdMicros) {
    const purse = await purseOf(records, run, home);
    // It goes on at its checkpoint: spot capacity, or the job beside it, left some of the money.
    if (purse.limit === undefined || !isExhausted(job.stage, purse)) return undefined;
    const failure = limitReached(job.stage, purse.limit, spentOf(purse.stages).usdMicros ?? 0, 'was stopped');
    await noteFailure(records, job, failure);
    return failure;
  }
  const failure = explain(job.outcome.Error, job.outcome.Cause);
  await noteFailure(records, job, failure);
  // A user's mistake ends the run at once; ours may be tried again.
  if (failure.fault === 'user') return failure;
  const { pk, sk } = attemptKey(job.place, job.digest, 0);
  const attempts = await records.query(pk, sk.slice(0, -2));
  const failures = attempts.filter((attempt) => attempt.run === run.run && attempt.failure !== undefined).length;
  if (failures < maximumAttempts) return undefined;
  const message = `The ${job.stage} job failed ${failures} times; the last time: ${failure.message}`;
  return new ServiceError('JobFailed', message, { cause: failure });
}

/** Whether a cost limit let the job run for less long than its stage's jobs may. */
const isBounded = ({ stage, request }: JobState): boolean =>
  'StoppingCondition' in request && request.StoppingCondition.MaxRuntimeInSeconds < maximumSecondsOf(stage);

async function noteFailure(records: Records, job: JobState, { code, message }: LikenessError): Promise<void> {
  await records.update(attemptKey(job.place, job.digest, job.attempt), { failure: message, code });
}

function explain(error: string, cause: string): LikenessError {
  if (isErrorCode(error)) return errorFromCode(error, wordsOf(cause));
  if (error === 'States.Timeout') return new ServiceError('JobFailed', 'The job ran out of time.');
  const { code, message } = readFailure(cause);
  return errorFromCode(code, message);
}
