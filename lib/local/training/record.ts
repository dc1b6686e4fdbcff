import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../disk.ts';
import type { TrainingJobRequest } from './request.ts';

/** A process that can be told from a later one with the same number. */
export interface ProcessMark {
  readonly pid: number;
  readonly identity: string | null;
}

export interface FinalMetric {
  readonly MetricName: string;
  readonly Value: number;
  /** Milliseconds since 1970. */
  readonly Timestamp: number;
}

export type TrainingJobStatus = 'InProgress' | 'Completed' | 'Failed' | 'Stopped';
export type SecondaryStatus =
  | 'Starting'
  | 'Downloading'
  | 'Training'
  | 'Uploading'
  | 'Completed'
  | 'Failed'
  | 'Stopped'
  | 'MaxRuntimeExceeded';

/** Everything known of one job, in `job.json`. Times are milliseconds since 1970. */
export interface JobRecord {
  readonly version: 1;
  readonly request: TrainingJobRequest;
  /** The caller's: who comes back with the same one goes on with this very job. */
  readonly token: string;
  readonly status: TrainingJobStatus;
  readonly secondaryStatus: SecondaryStatus;
  readonly failureReason: string | null;
  /** The program has done its part; what it left is still to be stored. */
  readonly trained: boolean;
  /** The Node process that runs the job and the program it started. */
  readonly parent: ProcessMark;
  readonly program: ProcessMark | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly modifiedAt: number;
  readonly finalMetrics: readonly FinalMetric[];
  /** Over all runs whose end was seen. */
  readonly usage: { readonly peakMemoryBytes: number; readonly seconds: number };
}

/** One start of a job's program; a run that was killed together with us has no end. */
export interface Run {
  readonly run: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Exit status, 128 + n for signal n. */
  readonly exit?: number;
}

/** Replaces the file in one step, also against a kill in between. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, content, { flush: true });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

export async function readRecord(tree: string): Promise<JobRecord | undefined> {
  const text = await readIfThere(join(tree, 'job.json'));
  return text === undefined ? undefined : (JSON.parse(text) as JobRecord);
}

export async function writeRecord(tree: string, record: JobRecord): Promise<void> {
  await writeWhole(join(tree, 'job.json'), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** The job's runs so far, from `runs.jsonl`. */
export async function readRuns(tree: string): Promise<Run[]> {
  const text = (await readIfThere(join(tree, 'runs.jsonl'))) ?? '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Run);
}

export async function writeRuns(tree: string, runs: readonly Run[]): Promise<void> {
  await writeWhole(join(tree, 'runs.jsonl'), runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
}

export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
