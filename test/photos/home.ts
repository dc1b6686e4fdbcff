import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from '../../functions/accept/handler.ts';
import type { Home } from '../../lib/domain/home.ts';
import { localForgetting } from '../../lib/domain/horizons.ts';
import type { RunReference } from '../../lib/domain/keys.ts';
import { defaultQuotas } from '../../lib/domain/quotas.ts';
import { type Accepted, acceptedSchema } from '../../lib/domain/upload.ts';
import { folderObjects } from '../../lib/local/objects.ts';
import { sqliteRecords } from '../../lib/local/records.ts';
import { type FolderUpload, uploadFolder } from '../../lib/local/upload-folder.ts';

const home: Home = {
  region: 'local',
  bucket: 'likeness-test',
  images: { dreambooth: '', contrastive: '', evaluation: '', embedding: '' },
  programDigest: '0',
  trainingRoleArn: '',
  instances: { gpu: 'local', cpu: 'local' },
  spot: false,
  backbone: null,
  preset: 'laptop',
  quotas: defaultQuotas,
  forgetting: localForgetting,
};

/** The accept function over the local ports in a folder of its own, with a folder to put photos into. */
export function photoHome() {
  const root = mkdtempSync(join(tmpdir(), 'likeness-photos-'));
  const objects = folderObjects(join(root, 'objects'));
  const records = sqliteRecords(':memory:');
  const accept = create({ objects, records, clock: { now: () => '2026-01-01T00:00:00.000Z' } }, home);

  const read = async (uri: string): Promise<Accepted> =>
    acceptedSchema.parse(JSON.parse(new TextDecoder().decode(await objects.get(uri))));

  const upload = (photos: string, rest: Partial<FolderUpload> = {}) =>
    uploadFolder({
      photos,
      category: 'cup',
      preset: 'laptop',
      seed: 0,
      tenant: 'local',
      bucket: home.bucket,
      objects,
      ...rest,
    });

  return {
    objects,
    records,
    upload,
    read,
    /** Writes files under a new folder and says where it is. */
    folder(name: string, files: Readonly<Record<string, Uint8Array | string>>): string {
      const path = join(root, 'folders', name);
      mkdirSync(path, { recursive: true });
      for (const [file, content] of Object.entries(files)) {
        mkdirSync(dirname(join(path, file)), { recursive: true });
        writeFileSync(join(path, file), content);
      }
      return path;
    },
    accept: (run: RunReference) => accept({ run }),
    /** Uploads and accepts. */
    async take(photos: string, rest: Partial<FolderUpload> = {}) {
      const { run } = await upload(photos, rest);
      const state = await accept({ run });
      return { run, state, accepted: await read(state.uri) };
    },
    close(): void {
      records.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
