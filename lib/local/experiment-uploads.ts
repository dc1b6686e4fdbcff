import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlannedRun } from '../domain/experiment-runs.ts';
import type { RunReference } from '../domain/keys.ts';
import type { Upload } from '../domain/upload.ts';
import type { ObjectStore } from '../ports/index.ts';
import type { LaidPhoto } from './experiment-subjects.ts';
import { uploadFolder } from './upload-folder.ts';

/** Whose runs an experiment's are: nobody's endpoint follows from them. */
export const experimentTenant = 'experiments';

export interface UploadPlace {
  readonly objects: ObjectStore;
  readonly bucket: string;
  /** The run's ULID; a new one unless given. */
  readonly run?: string;
}

/**
 * Uploads the photos of a planned run as a user would. Its adapter is measured and serves nowhere.
 * @throws InputError as `uploadFolder`
 */
export async function uploadPlanned(
  { arm, category, seed, references, heldOut, others, lookAlikes }: PlannedRun<LaidPhoto>,
  { objects, bucket, run }: UploadPlace,
): Promise<{ run: RunReference; upload: Upload }> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-experiment-'));
  try {
    await linkAll(join(folder, 'references'), references);
    await linkAll(join(folder, 'held-out'), heldOut);
    await linkAll(join(folder, 'others'), others);
    await linkAll(join(folder, 'look-alikes'), lookAlikes);
    return await uploadFolder({
      photos: join(folder, 'references'),
      heldOut: heldOut.length === 0 ? undefined : join(folder, 'held-out'),
      others: others.length === 0 ? undefined : join(folder, 'others'),
      lookAlikes: lookAlikes.length === 0 ? undefined : join(folder, 'look-alikes'),
      category,
      preset: arm.presetName,
      changes: arm.changes,
      seed,
      promote: 'never',
      tenant: experimentTenant,
      objects,
      bucket,
      run,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a planned photo is called in its run: an upload's folders are one level deep. */
export const uploadedName = (name: string): string => name.replaceAll('/', '-');

async function linkAll(folder: string, photos: readonly LaidPhoto[]): Promise<void> {
  await mkdir(folder);
  for (const { name, path, mask } of photos) {
    const place = join(folder, uploadedName(name));
    await symlink(path, place);
    if (mask !== null) await symlink(mask, `${place}.mask.png`);
  }
}
