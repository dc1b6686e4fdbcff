import { z } from 'zod';
import { type CurvePoint, curveOf, thinned } from '../../lib/domain/curves.ts';
import { manifestUri, type RunReference } from '../../lib/domain/keys.ts';
import type { StageRecord } from '../../lib/domain/stages.ts';
import type { JobLogs, ObjectStore } from '../../lib/ports/index.ts';
import { readIfThere } from '../documents.ts';
import type { ApiPorts } from './context.ts';

const mostPoints = 500;
const manifestShape = z.object({ job: z.string() });

/** The training curve of a stage, from the logs of its attempts. */
export async function readCurve(
  { objects, jobLogs }: Pick<ApiPorts, 'objects' | 'jobLogs'>,
  run: RunReference,
  stage: StageRecord,
): Promise<{ measured: number; points: CurvePoint[] }> {
  const lines: string[] = [];
  for (const job of await jobsOf(objects, run, stage)) await readLog(jobLogs, job, lines);
  const points = curveOf(lines);
  return { measured: points.length, points: thinned(points, mostPoints) };
}

/** The training jobs that worked on the stage's result, the first of them first. */
async function jobsOf(objects: ObjectStore, run: RunReference, stage: StageRecord): Promise<string[]> {
  const { digest, job, spent } = stage;
  const own = new Set([...Object.keys(spent), ...(job === null ? [] : [job])]);
  const attempts = [...own].filter((name) => digest === null || name.startsWith(digest));
  if (attempts.length > 0 || digest === null)
    return attempts.toSorted((one, other) => attemptOf(one) - attemptOf(other));
  // What an earlier run of the subject made; the category's images may be another tenant's run's.
  if (stage.stage === 'priors') return [];
  const made = await readIfThere(objects, manifestUri(run, digest), (value) => manifestShape.parse(value).job);
  return made === null ? [] : [made];
}

const attemptOf = (job: string): number => Number(job.slice(job.lastIndexOf('-') + 1));

async function readLog(jobLogs: JobLogs, job: string, into: string[]): Promise<void> {
  let after = '';
  for (;;) {
    const { lines, next } = await jobLogs.read(job, after);
    into.push(...lines.map(({ text }) => text));
    if (lines.length === 0) return;
    after = next;
  }
}
