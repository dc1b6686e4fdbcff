import { appendFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../domain/errors.ts';
import { type Step, stepIn } from '../../domain/progress.ts';
import { errorCode, writeFailure } from '../disk.ts';
import { StateFailure } from '../workflow/task.ts';
import { pack, place } from './archive.ts';
import { artifactUri, descriptionOf, type TrainingJobDescription } from './description.ts';
import { metricReader } from './lines.ts';
import { logFile } from './log.ts';
import { isAlive } from './processes.ts';
import { killRest, type ProgramEnd, runProgram } from './program.ts';
import { type FinalMetric, type JobRecord, readIfThere, readRuns, writeRecord, writeRuns } from './record.ts';
import { DownloadFailed, discard, empty, environmentOf, type FileObjects, layOut } from './volume.ts';

/** A step that a job told of. */
export interface TrainingProgress extends Step {
  readonly job: string;
}

export interface TrainingSetup {
  readonly objects: FileObjects;
  /** The interpreter that stands for `python` in a job's entrypoint. */
  readonly python: string;
  /** The folder of the Python packages. */
  readonly programs: string;
  /** Variables for every job, below those that its request names. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly onProgress?: (progress: TrainingProgress) => void;
  readonly onMetric?: (metric: { job: string; Name: string; Value: number; Timestamp: number }) => void;
  /** Between SIGTERM and SIGKILL; SageMaker gives 120. */
  readonly graceSeconds?: number;
}

const longestFailure = 1024;

/** A job from the moment it is this process's to run. Every change of its record is on disk before the next step. */
export class RunningJob {
  readonly #tree: string;
  readonly #setup: TrainingSetup;
  #record: JobRecord;

  constructor(tree: string, record: JobRecord, setup: TrainingSetup) {
    this.#tree = tree;
    this.#record = record;
    this.#setup = setup;
  }

  /**
   * Trains and stores the results, or only stores them where an earlier process had come that far.
   * @throws StateFailure as Step Functions would, or with our code where the machine is at fault
   */
  async complete(signal: AbortSignal): Promise<TrainingJobDescription> {
    const orphan = this.#record.program;
    try {
      await killRest(orphan !== null && (await isAlive(orphan)) ? orphan.pid : null, this.#tree);
      await this.#update({ status: 'InProgress', failureReason: null, endedAt: null });
      if (!this.#record.trained) await this.#train(signal);
      if (this.#record.trained) await this.#upload();
    } catch (error) {
      throw await this.#broken(error);
    }
    return outcomeOf(this.#tree, this.#record);
  }

  async #train(signal: AbortSignal): Promise<void> {
    await this.#update({ secondaryStatus: 'Downloading', program: null });
    await layOut(this.#tree, this.#record.request, this.#setup.objects);
    if (signal.aborted) return this.#end('Stopped', 'Stopped', null);
    const end = await this.#runProgram(signal);
    if (this.#record.trained) return;
    if (end.stopped === 'max-runtime') return this.#end('Stopped', 'MaxRuntimeExceeded', null);
    if (end.stopped === 'caller') return this.#end('Stopped', 'Stopped', null);
    return this.#end('Failed', 'Failed', await this.#reasonFor(end));
  }

  async #runProgram(signal: AbortSignal): Promise<ProgramEnd> {
    const { request } = this.#record;
    const [, ...words] = request.AlgorithmSpecification.ContainerEntrypoint;
    const runs = await readRuns(this.#tree);
    const run = { run: runs.length + 1, startedAt: new Date().toISOString() };
    await writeRuns(this.#tree, [...runs, run]);
    const metrics = new Map(this.#record.finalMetrics.map((metric) => [metric.MetricName, metric]));
    const end = await runProgram({
      command: this.#setup.python,
      args: [...words, ...(request.AlgorithmSpecification.ContainerArguments ?? [])],
      cwd: this.#tree,
      environment: await environmentOf({
        tree: this.#tree,
        request,
        programs: this.#setup.programs,
        extra: this.#setup.environment ?? {},
      }),
      log: join(this.#tree, logFile),
      maxRuntimeSeconds: request.StoppingCondition.MaxRuntimeInSeconds,
      graceSeconds: this.#setup.graceSeconds ?? 120,
      signal,
      onStart: (program) =>
        this.#update({ secondaryStatus: 'Training', program, startedAt: this.#record.startedAt ?? Date.now() }),
      onLine: this.#lineReader(metrics),
    });
    const { usage } = this.#record;
    await this.#update({
      program: null,
      // In the same step as all else that is known of its end, so that no kill in between makes it run again. Also when
      // the caller told it to stop and it was done by then.
      trained: end.exit === 0 && end.stopped !== 'max-runtime',
      endedAt: Date.now(),
      finalMetrics: [...metrics.values()],
      usage: {
        peakMemoryBytes: Math.max(usage.peakMemoryBytes, end.peakMemoryBytes),
        seconds: usage.seconds + end.seconds,
      },
    });
    await writeRuns(this.#tree, [...runs, { ...run, endedAt: new Date().toISOString(), exit: end.exit }]);
    return end;
  }

  #lineReader(last: Map<string, FinalMetric>): (line: string) => void {
    const job = this.#record.request.TrainingJobName;
    const metricsIn = metricReader(this.#record.request);
    return (line) => {
      for (const metric of metricsIn(line, Date.now())) {
        appendFileSync(join(this.#tree, 'metrics.jsonl'), `${JSON.stringify(metric)}\n`);
        last.set(metric.Name, { MetricName: metric.Name, Value: metric.Value, Timestamp: metric.Timestamp });
        this.#setup.onMetric?.({ job, ...metric });
      }
      const step = stepIn(line);
      if (step !== undefined) this.#setup.onProgress?.({ job, ...step });
    };
  }

  async #reasonFor({ exit, lastErrors }: ProgramEnd): Promise<string> {
    const failure = (await readIfThere(join(this.#tree, 'output/failure')))?.trim();
    const words = failure ? failure.slice(0, longestFailure) : lastErrors.slice(-longestFailure);
    return `AlgorithmError: ${words}, exit code: ${exit}`;
  }

  async #upload(): Promise<void> {
    await this.#update({ secondaryStatus: 'Uploading' });
    const artifacts = { 'model.tar.gz': 'model', 'output.tar.gz': 'output/data' } as const;
    for (const file of ['model.tar.gz', 'output.tar.gz'] as const) {
      const packed = join(this.#tree, file);
      try {
        await pack(join(this.#tree, artifacts[file]), packed);
        await place(packed, this.#setup.objects.pathOf(artifactUri(this.#record.request, file)));
      } finally {
        await rm(packed, { force: true });
      }
    }
    await this.#end('Completed', 'Completed', null);
  }

  /** The failure to throw for what went wrong on our side; the job can go on once that is mended. */
  async #broken(error: unknown): Promise<unknown> {
    if (error instanceof DownloadFailed) {
      await this.#end('Failed', 'Failed', error.message);
      return outcomeOf(this.#tree, this.#record).catch((failure: unknown) => failure);
    }
    const mended = this.#inOurWords(error);
    // A half-done run's files are of no use any more, and may be what fills the disk.
    if (!this.#record.trained) await empty(this.#tree).catch(() => undefined);
    const reason = mended instanceof Error ? mended.message : String(mended);
    await this.#end('Stopped', 'Stopped', `InternalServerError: ${reason}`).catch(() => undefined);
    return mended instanceof InputError ? new StateFailure(mended.code, mended.message, { origin: mended }) : mended;
  }

  #inOurWords(error: unknown): unknown {
    const { syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
    if (syscall?.startsWith('spawn') && ['ENOENT', 'EACCES'].includes(errorCode(error) ?? '')) {
      const message = `The Python interpreter ${path ?? this.#setup.python} can't be started. Run the setup again.`;
      return new InputError('SetupIncomplete', message, { cause: error });
    }
    return writeFailure(error, dirname(this.#tree));
  }

  #end(status: JobRecord['status'], secondaryStatus: JobRecord['secondaryStatus'], failureReason: string | null) {
    return this.#update({ status, secondaryStatus, failureReason, endedAt: this.#record.endedAt ?? Date.now() });
  }

  async #update(change: Partial<JobRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change, modifiedAt: Date.now() };
    await writeRecord(this.#tree, this.#record);
  }
}

/** Stopped for a reason outside the job, so that its caller may go on with it. */
export const isResumable = (record: JobRecord): boolean => record.secondaryStatus === 'Stopped';

/**
 * What an ended job tells its caller. Its volume goes: the record and the object store have everything, except
 * checkpoints without an address, which stay for a caller who may come back.
 * @throws StateFailure as `.sync` reports a job that did not complete
 */
export async function outcomeOf(tree: string, record: JobRecord): Promise<TrainingJobDescription> {
  if (!isResumable(record) || record.request.CheckpointConfig !== undefined) await discard(tree);
  const description = descriptionOf(record);
  if (record.status !== 'Completed') throw new StateFailure('States.TaskFailed', JSON.stringify(description));
  return description;
}
