import { z } from 'zod';
import { acceptedUri, type RunReference, verdictUri } from '../../lib/domain/keys.ts';
import { promotionPolicies } from '../../lib/domain/promotion.ts';
import { isOver } from '../../lib/domain/run.ts';
import { runningCost, type StageRecord, stageSummary } from '../../lib/domain/stages.ts';
import { acceptedSchema } from '../../lib/domain/upload.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import { readIfThere } from '../documents.ts';
import { stagesOf } from '../stage-record.ts';
import type { ApiPorts } from './context.ts';
import { progressOf } from './job-progress.ts';
import { referenceOf, runDocument, uploadIdOf } from './run-document.ts';
import { estimateSchema, type RunDetail, verdictSchema } from './schemas/runs.ts';

type DetailPorts = Pick<ApiPorts, 'objects' | 'records' | 'jobLogs' | 'clock'>;

/** Everything that is known of a run by now. */
export async function runDetail(
  ports: DetailPorts,
  bucket: string,
  tenant: string,
  item: RecordItem,
): Promise<RunDetail> {
  const run = referenceOf(item, tenant, bucket);
  const records = await stagesOf(ports.records, run);
  const document = runDocument(item);
  const spent = runningCost(records, ports.clock.now());
  const verdict = await readIfThere(ports.objects, verdictUri(run), (value) => verdictSchema.parse(value));
  return {
    ...document,
    cost: { ...document.cost, spent: isOver(item.status) ? document.cost.spent : spent.usdMicros },
    upload: uploadIdOf(item),
    seed: Number(item.seed ?? 0),
    changes: (item.changes ?? {}) as RunDetail['changes'],
    // A run from before the record said it has its policy in its verdict, and whoever writes upload.json may write anything.
    promote: promotionPolicies.find((policy) => policy === item.promote) ?? verdict?.policy ?? null,
    lend: typeof item.lend === 'boolean' ? item.lend : null,
    estimate: estimateSchema.nullable().parse(item.estimated ?? null),
    stages: await Promise.all(records.map((stage) => stageOf(ports, stage))),
    verdict,
    withdrew: endpointShape.safeParse(item.endpoint).data?.status === 'withdrawn',
    photos: await readPhotos(ports.objects, run, uploadIdOf(item)),
  };
}

/** What the run did to the endpoint of its subject, once it is over. */
const endpointShape = z.object({ status: z.string() });

const readPhotos = (objects: ObjectStore, run: RunReference, upload: string) =>
  readIfThere(objects, acceptedUri(run, upload), (value) => {
    const { photos, dropped, warnings } = acceptedSchema.parse(value);
    const own = photos.filter(({ origin }) => origin === undefined);
    return {
      accepted: own.map(({ id, name, role, width, height }) => ({ id, name, role, width, height })),
      dropped,
      warnings,
    };
  });

async function stageOf(ports: DetailPorts, of: StageRecord): Promise<RunDetail['stages'][number]> {
  const { stage, status, attempts, startedAt, finishedAt, instance } = stageSummary(of);
  const { seconds, usdMicros } = runningCost([of], ports.clock.now());
  const step = status === 'running' && of.job !== null ? await progressOf(ports.jobLogs, of.job) : undefined;
  const progress = step ? { step: step.stage, done: step.done, total: step.total, values: { ...step.values } } : null;
  return { stage, status, attempts, startedAt, finishedAt, seconds, usdMicros, instance, progress };
}
