import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { advance } from '../../functions/run-record.ts';
import { changeStage } from '../../functions/stage-record.ts';
import type { RunReference } from '../../lib/domain/keys.ts';
import type { RunStatus } from '../../lib/domain/run.ts';
import type { StageRecord } from '../../lib/domain/stages.ts';
import type { Stage } from '../../lib/domain/training-job.ts';
import type { TestService } from './service.ts';
import { begun, uploaded } from './uploaded.ts';

/** A run of acme's, which a test takes through its states and stages as the workflow does. */
export async function running(service: TestService) {
  const photos = await uploaded(service);
  const id = await begun(service, photos);
  const reference: RunReference = { ...photos, bucket: service.home.bucket, run: id, upload: photos.uri };
  const { ports, root } = service;
  return {
    id,
    photos,
    reference,
    to: (status: RunStatus): Promise<boolean> => advance(ports, reference, status),
    stage: (stage: Stage, change: Partial<StageRecord>): Promise<StageRecord> =>
      changeStage(ports.records, reference, stage, (before) => ({ ...before, ...change })),
    put: (uri: string, value: unknown): Promise<void> => ports.objects.put(uri, JSON.stringify(value)),
    /** Lines that a job writes, a second apart. */
    log(job: string, texts: readonly string[]): void {
      mkdirSync(join(root, 'jobs', job), { recursive: true });
      const lines = texts.map(
        (text, at) => `${new Date(Date.parse('2026-01-31T12:00:00Z') + 1000 * at).toISOString()} ${text}\n`,
      );
      appendFileSync(join(root, 'jobs', job, 'log.txt'), lines.join(''));
    },
  };
}
