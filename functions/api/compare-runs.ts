import { type Changes, changesSchema } from '../../lib/domain/changes.ts';
import { dataPrefix, planUri, verdictUri } from '../../lib/domain/keys.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import {
  askedSettings,
  type Difference,
  differencesOf,
  plannedSettings,
  type Settings,
} from '../../lib/domain/run-differences.ts';
import { runningCost, stageSummary } from '../../lib/domain/stages.ts';
import type { RecordItem } from '../../lib/ports/records.ts';
import { readIfThere } from '../documents.ts';
import { stagesOf } from '../stage-record.ts';
import type { ApiPorts } from './context.ts';
import { referenceOf, runDocument, uploadIdOf } from './run-document.ts';
import { curationFile } from './run-evaluation.ts';
import { finishedJobs } from './run-jobs.ts';
import { requireRun } from './runs.ts';
import type { ComparedRun } from './schemas/compare.ts';
import { verdictSchema } from './schemas/runs.ts';

type ComparePorts = Pick<ApiPorts, 'objects' | 'records' | 'clock'>;

/**
 * Runs side by side: what differs in what was asked for, and what came of it.
 * @throws InputError `RunUnknown` for the first that there is not
 */
export async function compareRuns(
  ports: ComparePorts,
  bucket: string,
  tenant: string,
  runs: readonly string[],
): Promise<{ runs: ComparedRun[]; differences: Difference[] }> {
  const items: RecordItem[] = [];
  for (const run of runs) items.push(await requireRun(ports, tenant, run));
  const plans = await Promise.all(items.map((item) => planOf(ports, item, tenant, bucket)));
  // What a preset says of its stages is in plans alone, and says nothing beside a run that came to none.
  const planned = plans.every((plan) => plan !== null);
  const settings = items.map((item, at) => settingsOf(item, planned ? (plans[at] ?? null) : null));
  return {
    runs: await Promise.all(items.map((item) => comparedRun(ports, item, tenant, bucket))),
    differences: differencesOf(settings),
  };
}

const planOf = ({ objects }: ComparePorts, item: RecordItem, tenant: string, bucket: string): Promise<Plan | null> =>
  readIfThere(objects, planUri(referenceOf(item, tenant, bucket)), (value) => value as Plan);

/** Whose photos and which comes first: runs of other photos say little of each other. */
function settingsOf(item: RecordItem, plan: Plan | null): Settings {
  const { subject, preset } = runDocument(item);
  const changes: Changes = changesSchema.parse(item.changes ?? {});
  const asked = askedSettings({ preset, seed: Number(item.seed ?? 0), changes });
  return { subject, upload: uploadIdOf(item), ...(plan === null ? asked : plannedSettings(plan)) };
}

async function comparedRun(
  ports: ComparePorts,
  item: RecordItem,
  tenant: string,
  bucket: string,
): Promise<ComparedRun> {
  const { objects, records, clock } = ports;
  const run = referenceOf(item, tenant, bucket);
  const stages = await stagesOf(records, run);
  const { represent } = await finishedJobs(records, run);
  const document = runDocument(item);
  const verdict = await readIfThere(objects, verdictUri(run), (value) => verdictSchema.parse(value));
  const curation =
    represent === undefined
      ? null
      : await readIfThere(objects, `${dataPrefix(run, represent)}curation.json`, (value) => curationFile.parse(value));
  const running = runningCost(stages, clock.now());
  return {
    ...document,
    cost: { ...document.cost, spent: document.finishedAt === null ? running.usdMicros : document.cost.spent },
    protocol: verdict?.protocol ?? null,
    photos: verdict && { references: verdict.references, heldOut: verdict.heldOut, distractors: verdict.distractors },
    metrics: verdict?.metrics ?? null,
    stages: stages.map((stage) => {
      const { seconds, usdMicros } = runningCost([stage], clock.now());
      return { stage: stage.stage, status: stageSummary(stage).status, seconds, usdMicros };
    }),
    curation: curation && { ...curation.summary, sources: curation.sources },
  };
}
