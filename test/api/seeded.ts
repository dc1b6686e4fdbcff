import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promoteAdapter } from '../../functions/api/serving.ts';
import { type Announced, announce } from '../../functions/api/uploads.ts';
import { test as ping } from '../../functions/webhooks/redelivery.ts';
import { create as createWebhook } from '../../functions/webhooks/subscriptions.ts';
import {
  adapterKey,
  dataPrefix,
  modelPrefix,
  planUri,
  quotasKey,
  type RunReference,
  retriedUploadUri,
  runKey,
  stageKey,
  subjectKey,
  subjectRunKey,
  uploadUri,
  verdictUri,
} from '../../lib/domain/keys.ts';
import { defaultQuotas } from '../../lib/domain/quotas.ts';
import type { RunStatus } from '../../lib/domain/run.ts';
import { newStage, ordinalOf, type StageRecord } from '../../lib/domain/stages.ts';
import { folderObjects } from '../../lib/local/objects.ts';
import { sqliteRecords } from '../../lib/local/records.ts';
import { logFile, logLine } from '../../lib/local/training/log.ts';
import { localTransfers } from '../../lib/local/transfers.ts';
import { systemClock } from '../../lib/ports/clock.ts';
import { guardedPosts } from '../../lib/web/guarded-post.ts';
import { MemoryEndpoints, upload as uploadDocument } from '../fixtures/handlers.ts';
import { storeAdapter } from '../fixtures/stored-adapter.ts';
import { writeReferences } from '../fixtures/stored-references.ts';

/** Values that name something that is there, by the name of the parameter or member that takes them. */
export type KnownIds = Readonly<Record<string, readonly string[]>>;

const bucket = 'likeness-local';
const at = '2026-01-31T12:00:00.000Z';

/**
 * Fills the folder of a service that does not run yet with one of everything of a tenant: a subject that an adapter
 * serves, uploads, a run that succeeded, one that failed and one under way, a webhook. Nothing of it takes a training: the
 * adapter is random, and the photos are none, so that a run of them ends at once.
 */
export async function seed(data: string, tenant: string): Promise<KnownIds> {
  const objects = folderObjects(join(data, 'objects'));
  const records = sqliteRecords(join(data, 'records.sqlite'));
  const posts = guardedPosts({ allowInsecure: true, allowLoopback: true });
  const transfers = localTransfers({ secret: new Uint8Array(32), baseUrl: () => '', clock: systemClock });
  const ports = { objects, records, posts, transfers, clock: systemClock, endpoints: new MemoryEndpoints() };
  const of = { bucket, tenant, subject: 'my-mug' };
  const put = (uri: string, document: object) => objects.put(uri, JSON.stringify(document));
  try {
    await records.create({ ...quotasKey(tenant), embeddingsPerMinute: 1_000_000 });
    await records.create({ ...subjectKey(of), status: 'active', category: 'mug', name: 'My mug', createdAt: at });

    const file = { name: 'front.jpg', role: 'reference', type: 'image/jpeg', bytes: 8, mask: false } as const;
    // What a run refuses is thrown away, so that each can be the photos of one run alone.
    const home = { bucket, quotas: defaultQuotas };
    const uploads: Announced[] = [];
    for (let count = 0; count < 8; count += 1) {
      const announced = await announce(ports, home, of, [file, { ...file, name: 'side.jpg' }]);
      const folder = uploadUri(of, announced.upload).replace('upload.json', '');
      for (const { key } of announced.files) await objects.put(folder + key, 'no photo');
      uploads.push(announced);
    }
    const [{ upload, files }, ...others] = uploads as [Announced, ...Announced[]];

    const addRun = async (letter: string, status: RunStatus, facts: object): Promise<RunReference> => {
      const run = `01J000000000000000000000${letter}${letter}`;
      const reference = { ...of, run, upload: retriedUploadUri({ ...of, run }, upload) };
      const key = runKey(reference);
      const index = { gsi1pk: `${key.pk}#${status}`, gsi1sk: key.sk };
      const asked = { run, subject: of.subject, category: 'mug', preset: 'laptop', seed: 0, upload: reference.upload };
      await records.create({ ...key, ...index, status, ...asked, createdAt: at, updatedAt: at, ...facts });
      await records.create({ ...subjectRunKey(reference), run });
      const photos = files.map(({ key: photo, name, role }) => ({ key: photo, name, role }));
      await put(reference.upload, uploadDocument({ tenant, subject: of.subject, upload, run, files: photos }));
      return reference;
    };
    const addStage = async (run: RunReference, stage: StageRecord) =>
      records.create({ ...stageKey(run, ordinalOf(stage.stage)), ...stage, revision: 1 });

    const adapter = storeAdapter(objects, of);
    writeReferences(join(objects.pathOf(adapter.uri), 'references.safetensors'), [Array(192).fill(1 / Math.sqrt(192))]);
    const served = await addRun('A', 'succeeded', {
      finishedAt: at,
      outcome: 'better',
      adapter: adapter.name,
      spent: 0,
    });
    const job = adapter.uri.split('/').at(-3) ?? '';
    const done = { status: 'succeeded', startedAt: at, finishedAt: at, instance: 'local' } as const;
    await addStage(served, {
      ...newStage(served.run, 'compose'),
      ...done,
      digest: 'composed',
      job: 'likeness-compose-1',
    });
    await addStage(served, { ...newStage(served.run, 'represent'), ...done, digest: job, job: 'likeness-represent-1' });
    const image = { id: '00', file: '00.jpg', source: 'cut-and-paste', kind: 'positive', prompt: null };
    await objects.put(`${modelPrefix(of, 'composed')}images.jsonl`, `${JSON.stringify(image)}\n`);
    await put(`${dataPrefix(of, job)}curation.json`, {
      images: [{ id: '00', kept: true, reason: 'kept', fidelity: null }],
    });
    await put(planUri(served), { version: 1 });
    await put(verdictUri(served), { ...verdict, job });
    await records.create({
      ...adapterKey(of, adapter.digest),
      name: adapter.name,
      uri: adapter.uri,
      run: served.run,
      outcome: 'better',
      createdAt: at,
    });
    await promoteAdapter(ports, bucket, of, adapter.digest, 'user:someone');

    const error = { code: 'PhotoNotAnImage', fault: 'user', message: '"front.jpg" is not a picture.' };
    const failed = await addRun('B', 'failed', { finishedAt: at, error, costLimit: 5 });
    await addStage(failed, { ...newStage(failed.run, 'compose'), status: 'failed', error, finishedAt: at });

    const trained = await addRun('C', 'training', { estimate: 7 });
    const running = { status: 'running', startedAt: at, job: 'likeness-represent-2', digest: 'training' } as const;
    await addStage(trained, { ...newStage(trained.run, 'represent'), ...running });
    const log = join(data, 'jobs', running.job);
    mkdirSync(log, { recursive: true });
    writeFileSync(
      join(log, logFile),
      logLine(at, 'train step 3/60 loss 1.5') + logLine(at, 'train step 4/60 loss 1.25'),
    );

    const asked = { url: 'http://127.0.0.1:1024/', events: ['*'], description: '' };
    const { hook } = await createWebhook(ports, { tenant, createdBy: 'ada' }, asked);
    const { delivery } = await ping({ ...ports, delays: { later: async () => {} } }, { tenant, hook });
    return {
      subject: [of.subject],
      run: [served.run, failed.run, trained.run],
      webhook: [hook],
      delivery: [delivery],
      upload: others.map((other) => other.upload),
      adapter: [adapter.name, adapter.digest],
      model: ['base', of.subject, `${of.subject}@${adapter.digest}`],
    };
  } finally {
    records.close();
  }
}

const comparison = { base: 0.7, personalized: 0.9, difference: 0.2, interval: [0.1, 0.3] };

const verdict = {
  outcome: 'better',
  reason: 'The adapter is better.',
  advice: ['Add a held-out photo.'],
  policy: 'better-or-unjudged',
  promote: true,
  protocol: null,
  references: 2,
  heldOut: 0,
  distractors: 20,
  metrics: { averagePrecision: comparison },
  match: null,
};
