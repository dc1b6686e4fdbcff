import { join, resolve } from 'node:path';
import type { Json } from '../../domain/digest.ts';
import { isJobName } from '../../domain/training-job.ts';
import { StateFailure } from '../workflow/task.ts';
import { arnOf, descriptionOf, type TrainingJobDescription } from './description.ts';
import { isAlive, markOf } from './processes.ts';
import { type JobRecord, readRecord } from './record.ts';
import { parseTrainingJobRequest, type TrainingJobRequest } from './request.ts';
import { isResumable, outcomeOf, RunningJob, type TrainingSetup } from './running-job.ts';

/** The jobs that this process has under way, by folder. */
const underWay = new Set<string>();

/**
 * `sagemaker:createTrainingJob.sync` on one machine: a job is a Python process in a folder laid out like `/opt/ml`.
 *
 * A job's name is taken for ever, as in SageMaker, but whoever comes back with the token that started it goes on with
 * the same job: a finished one answers at once, one whose process or parent was killed starts again at its checkpoint.
 */
export class TrainingRunner {
  readonly #folder: string;
  readonly #setup: TrainingSetup;

  /** Keeps each job's record, log and metrics under `{folder}/{TrainingJobName}/`. */
  constructor({ folder, ...setup }: TrainingSetup & { readonly folder: string }) {
    this.#folder = resolve(folder);
    this.#setup = setup;
  }

  /**
   * Runs a job to its end. Settles only when every process it started is dead.
   * @param request SageMaker's CreateTrainingJob
   * @throws StateFailure `SageMaker.AmazonSageMakerException` for a request SageMaker or this machine would refuse,
   *   `SageMaker.ResourceInUseException` for a taken name, `States.TaskFailed` with the description of a job that
   *   failed or was stopped, `DiskFull` and `SetupIncomplete` where the user can mend it
   */
  async run(
    request: Json,
    { token, signal }: { readonly token: string; readonly signal: AbortSignal },
  ): Promise<TrainingJobDescription> {
    const parsed = parseTrainingJobRequest(request);
    const tree = join(this.#folder, parsed.TrainingJobName);
    if (underWay.has(tree)) throw nameTaken(parsed);
    underWay.add(tree);
    try {
      const found = await readRecord(tree);
      if (found !== undefined && (await isTaken(found, token))) throw nameTaken(parsed);
      if (found !== undefined && isOver(found)) return await outcomeOf(tree, found);
      const parent = await markOf(process.pid);
      const record = found === undefined ? newRecord(parsed, token, parent) : { ...found, token, parent };
      return await new RunningJob(tree, record, this.#setup).complete(signal);
    } finally {
      underWay.delete(tree);
    }
  }

  /** What is known of a job, or undefined. */
  async describe(name: string): Promise<TrainingJobDescription | undefined> {
    const record = isJobName(name) ? await readRecord(join(this.#folder, name)) : undefined;
    return record === undefined ? undefined : descriptionOf(record);
  }
}

const isOver = (record: JobRecord): boolean => record.status !== 'InProgress' && !isResumable(record);

/** One in progress is its parent's while that lives; one that has ended is its first caller's. */
async function isTaken(record: JobRecord, token: string): Promise<boolean> {
  if (record.status !== 'InProgress') return record.token !== token;
  return record.parent.pid !== process.pid && (await isAlive(record.parent));
}

const nameTaken = ({ TrainingJobName: name }: TrainingJobRequest): StateFailure =>
  new StateFailure(
    'SageMaker.ResourceInUseException',
    `A training job with this name already exists (${arnOf(name)}) ` +
      '(Service: AmazonSageMaker; Status Code: 400; Error Code: ResourceInUse)',
  );

const newRecord = (request: TrainingJobRequest, token: string, parent: JobRecord['parent']): JobRecord => ({
  version: 1,
  request,
  token,
  status: 'InProgress',
  secondaryStatus: 'Starting',
  failureReason: null,
  trained: false,
  parent,
  program: null,
  createdAt: Date.now(),
  startedAt: null,
  endedAt: null,
  modifiedAt: Date.now(),
  finalMetrics: [],
  usage: { peakMemoryBytes: 0, seconds: 0 },
});
