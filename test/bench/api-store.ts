/** Stores of the size that the API is measured on, written as the service writes them but for going through it. */
import { join } from 'node:path';
import { ulid } from 'ulid';
import { referenceOf, uploadIdOf } from '../../functions/api/run-document.ts';
import {
  acceptedUri,
  quotasKey,
  runKey,
  runKeyStart,
  stageKey,
  subjectKey,
  subjectRunKey,
  tenantPartition,
  uploadUri,
  verdictUri,
} from '../../lib/domain/keys.ts';
import type { RunStatus } from '../../lib/domain/run.ts';
import { newStage, ordinalOf } from '../../lib/domain/stages.ts';
import { folderObjects } from '../../lib/local/objects.ts';
import { sqliteRecords } from '../../lib/local/records.ts';
import { pageOf } from '../../lib/ports/pages.ts';
import type { RecordItem, Write } from '../../lib/ports/records.ts';

/** Whose runs are asked for: half of all are theirs, and the others of a thousand tenants share the rest. */
export const asker = 'tenant-0';
export const subjects = 10;

const bucket = 'likeness-local';
const began = Date.parse('2026-01-01T00:00:00Z');
const statuses: readonly RunStatus[] = ['succeeded', 'succeeded', 'succeeded', 'kept-base', 'kept-base', 'failed'];

export interface Filled {
  readonly runs: number;
  readonly tenants: number;
  /** One in the middle of the asker's list. */
  readonly run: string;
  /** What the list goes on after, at that run. */
  readonly cursor: string;
}

/**
 * Fills the empty folder `data`.
 * @param told hears how many runs are there
 */
export async function fillStore(data: string, runs: number, told: (done: number) => void): Promise<Filled> {
  const records = sqliteRecords(join(data, 'records.sqlite'));
  const tenants = Math.min(1000, Math.max(2, runs / 10));
  const writes: Write[] = [];
  const flush = async (): Promise<void> => {
    await records.transact(writes.splice(0));
  };
  for (let at = 0; at < subjects; at += 1) writes.push({ create: subjectOf(`subject-${at}`) });
  writes.push({ create: { ...quotasKey(asker), embeddingsPerMinute: 1_000_000 } });
  const middle: RecordItem[] = [];
  for (let at = 0; at < runs; at += 1) {
    const tenant = at % 2 === 0 ? asker : `tenant-${1 + (((at - 1) / 2) % (tenants - 1))}`;
    const made = recordsOf(tenant, at);
    if (tenant === asker && at >= runs / 2 && middle.length === 0) middle.push(made[0] as RecordItem);
    for (const create of made) writes.push({ create });
    if (writes.length > 90) await flush();
    if (at % 100 === 99) told(at + 1);
  }
  await flush();
  records.close();
  const [one] = middle;
  if (one === undefined) throw new Error(`${runs} runs have no middle`);
  await putObjects(data, one);
  const question = { pk: tenantPartition(asker), skPrefix: runKeyStart, newestFirst: true, limit: 1 };
  const { next } = pageOf(question, [one, one]);
  return { runs, tenants, run: String(one.run), cursor: String(next) };
}

const subjectOf = (subject: string): RecordItem => ({
  ...subjectKey({ tenant: asker, subject }),
  status: 'active',
  category: 'mug',
  name: null,
  createdAt: new Date(began).toISOString(),
  lends: null,
});

/** The records of a run that has ended: its own first. */
function recordsOf(tenant: string, at: number): RecordItem[] {
  const createdAt = new Date(began + 1000 * at).toISOString();
  const run = ulid(began + 1000 * at);
  const subject = `subject-${Math.floor(at / 2) % subjects}`;
  const status = statuses[Math.floor(at / 2 / subjects) % statuses.length] as RunStatus;
  const upload = uploadUri({ bucket, tenant, subject }, at.toString(16).padStart(32, '0'));
  const key = runKey({ tenant, run });
  const facts = { run, subject, category: 'mug', preset: 'laptop', changes: {}, seed: 0, upload, createdAt };
  const money = { estimate: 0, costLimit: null, counted: { month: '2026-01', usdMicros: 0 }, spent: 0 };
  const adapter = `${tenant}.${subject}@${at.toString(16).padStart(16, '0')}`;
  const end = { updatedAt: createdAt, finishedAt: createdAt, outcome: 'better', adapter, plan: upload, captions: null };
  return [
    { ...key, gsi1pk: `${key.pk}#${status}`, gsi1sk: key.sk, status, ...facts, ...money, ...end, retryOf: null },
    { ...subjectRunKey({ tenant, subject, run }), run },
    ...(['compose', 'represent'] as const).map((stage) => ({
      ...stageKey({ tenant, run }, ordinalOf(stage)),
      ...newStage(run, stage),
      ...{
        status: 'succeeded',
        digest: at.toString(16).padStart(32, '0'),
        startedAt: createdAt,
        finishedAt: createdAt,
      },
      spent: { [`${at}-1`]: { seconds: 20, usdMicros: 0, estimated: false } },
    })),
  ];
}

/** What the run that is asked for has left: its photos and its verdict. */
async function putObjects(data: string, item: RecordItem): Promise<void> {
  const objects = folderObjects(join(data, 'objects'));
  const of = referenceOf(item, asker, bucket);
  const comparison = { base: 0.5, personalized: 0.9, difference: 0.4, interval: [0.3, 0.5] };
  await objects.put(
    acceptedUri(of, uploadIdOf(item)),
    JSON.stringify({ version: 1, category: 'mug', photos: [], dropped: [], warnings: [] }),
  );
  const verdict = {
    ...{
      outcome: 'better',
      reason: 'The adapter is better.',
      advice: [],
      policy: 'better',
      promote: true,
      protocol: 'held-out',
    },
    ...{ references: 3, heldOut: 5, distractors: 40, metrics: { ndcg: comparison, margin: comparison }, match: null },
  };
  await objects.put(verdictUri(of), JSON.stringify(verdict));
}
