import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedRun } from '../domain/experiment-runs.ts';
import { executionName, plannedUploadUri, type RunReference, runKey } from '../domain/keys.ts';
import type { LaidPhoto } from './experiment-subjects.ts';
import { uploadPlanned } from './experiment-uploads.ts';
import { folderObjects } from './objects.ts';

/** One item of the experiment's map in the cloud: an execution's name and input, and the run's record. */
export interface ExperimentItem {
  readonly name: string;
  readonly input: { readonly run: RunReference };
  readonly record: {
    readonly pk: string;
    readonly sk: string;
    readonly gsi1pk: string;
    readonly run: string;
    readonly subject: string;
    readonly category: string;
    readonly preset: string;
    readonly upload: string;
  };
}

/**
 * Writes what the cloud's map of runs reads: `items.json`, and under `{bucket}/` the objects to copy to the bucket first.
 * The same experiment gives the same items, so that a run that was done is not done again.
 */
export async function writeItems(
  folder: string,
  bucket: string,
  runs: readonly PlannedRun<LaidPhoto>[],
): Promise<ExperimentItem[]> {
  await mkdir(folder, { recursive: true });
  const objects = folderObjects(folder);
  const items = new Map<string, ExperimentItem>();
  for (const planned of runs) {
    if (items.has(planned.id)) continue;
    const { run, upload } = await uploadPlanned(planned, { objects, bucket, run: ulidOf(planned.id) });
    const of = { ...run, upload: plannedUploadUri(run, upload.upload) };
    await objects.copy(run.upload, of.upload);
    await objects.delete(run.upload);
    items.set(planned.id, itemOf(of, upload));
  }
  const found = [...items.values()];
  await writeFile(join(folder, 'items.json'), `${JSON.stringify(found, null, 1)}\n`);
  return found;
}

function itemOf(
  run: RunReference,
  { upload, category, preset }: { readonly upload: string; readonly category: string; readonly preset: string },
): ExperimentItem {
  const key = runKey(run);
  const record = { ...key, gsi1pk: `${key.pk}#queued`, run: run.run, subject: run.subject };
  return {
    name: executionName(upload, run.run),
    input: { run },
    record: { ...record, category, preset, upload: run.upload },
  };
}

/** 26 of the digits that a ULID has, of a digest: the first is at most 7. */
export function ulidOf(id: string): string {
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let value = BigInt(`0x${id.slice(0, 32)}`);
  let text = '';
  for (let index = 0; index < 26; index += 1) {
    text = digits[Number(value % 32n)] + text;
    value /= 32n;
  }
  return text;
}
