import { costOf } from '../../lib/domain/cost.ts';
import { affordableSeconds, checkLimit } from '../../lib/domain/cost-limit.ts';
import { ServiceError } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import { attemptKey, type JobPlace, manifestUri, type RunReference, runKey } from '../../lib/domain/keys.ts';
import { type Plan, priorsPlace } from '../../lib/domain/plan.ts';
import { priceOf } from '../../lib/domain/prices.ts';
import { isOver } from '../../lib/domain/run.ts';
import { begun, reused } from '../../lib/domain/stages.ts';
import {
  type JobSpecification,
  jobDigest,
  type Stage,
  type TrainingRequest,
  trainingRequest,
} from '../../lib/domain/training-job.ts';
import { acceptedSchema } from '../../lib/domain/upload.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { readJson } from '../documents.ts';
import { advance } from '../run-record.ts';
import { changeStage, closeStages, purseOf } from '../stage-record.ts';
import { channelsOf, type Synthesis } from './channels.ts';

interface PrepareEvent {
  readonly stage: Stage;
  readonly run: RunReference;
  readonly accepted: { readonly uri: string };
  readonly plan: { readonly uri: string };
  /** Results of earlier jobs; empty before them. */
  readonly synthesis: Synthesis;
}

export interface JobState {
  readonly finished: boolean;
  readonly stage: Stage;
  readonly digest: string;
  /** What the results belong to; with the digest it says where they are. */
  readonly place: JobPlace;
  readonly manifest: string;
  readonly attempt: number;
  readonly request: TrainingRequest | Record<string, never>;
}

/**
 * Looks for the job's finished result; where there is none, reserves an attempt and returns its request. Refuses where the
 * run has cost what it may, and bounds the job by what is left of that.
 */
export function create(ports: Pick<Ports, 'objects' | 'records' | 'clock'>, home: Home) {
  return async ({ stage, run, accepted, plan: planned, synthesis }: PrepareEvent): Promise<JobState> => {
    const plan = await readJson<Plan>(ports.objects, planned.uri);
    const photos = acceptedSchema.parse(await readJson(ports.objects, accepted.uri));
    if (stage === 'represent') await advance(ports, run, 'training');

    const specification: JobSpecification = {
      stage,
      hyperparameters: settingsOf(plan, stage),
      channels: channelsOf(stage, { run, plan, photos, synthesis, home }),
    };
    const digest = jobDigest(specification, home);
    const place = placeOf(stage, run, plan);
    const manifest = manifestUri(place, digest);
    const found = { stage, digest, place, manifest };
    if (await ports.objects.head(manifest)) {
      await changeStage(ports.records, run, stage, (before) => reused(before, digest, ports.clock.now()));
      return { ...found, finished: true, attempt: 0, request: {} };
    }
    const purse = await purseOf(ports.records, run, home);
    checkLimit(stage, purse, ports.clock.now());
    const maximumSeconds = affordableSeconds(stage, purse);
    const attempt = await reserve(ports, run, place, digest);
    const request = trainingRequest(specification, { home, of: run, place, attempt, maximumSeconds });
    await begin(ports, home, run, { stage, digest, request });
    return { ...found, finished: false, attempt, request };
  };
}

/** Starts the meter of an attempt, unless its run is over by now. */
async function begin(
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
  { region }: Home,
  run: RunReference,
  { stage, digest, request }: { readonly stage: Stage; readonly digest: string; readonly request: TrainingRequest },
): Promise<void> {
  const { InstanceType: instance } = request.ResourceConfig;
  const { MaxRuntimeInSeconds: maximumSeconds } = request.StoppingCondition;
  const spot = request.EnableManagedSpotTraining;
  const meter = {
    since: clock.now(),
    usdMicrosPerHour: priceOf({ region, instance, spot })?.usdMicrosPerHour ?? null,
    maximumSeconds,
    maximumUsdMicros: costOf({ region, instance, spot: false, seconds: maximumSeconds }),
  };
  const attempt = { digest, job: request.TrainingJobName, instance, spot };
  await changeStage(records, run, stage, (before) => begun(before, attempt, meter));
  const status = (await records.get(runKey(run)))?.status;
  if (isOver(status)) await closeStages({ records, clock }, run, null);
}

/** The plan's settings with its seed; those of a job whose result other runs share have a seed of their own. */
function settingsOf({ stages, seed }: Plan, stage: Stage): JobSpecification['hyperparameters'] {
  const settings = stages[stage];
  if (settings === null) throw new ServiceError('Internal', `The plan has no stage ${stage}.`);
  return stage === 'priors' ? settings : { ...settings, seed };
}

function placeOf(stage: Stage, run: RunReference, { category, generator }: Plan): JobPlace {
  if (stage !== 'priors') return { bucket: run.bucket, tenant: run.tenant, subject: run.subject };
  if (generator === null) throw new ServiceError('Internal', 'The plan has no generator.');
  return priorsPlace(run, { category, generator: generator.name, shared: generator.shared });
}

/**
 * The first attempt's number that nobody has. Runs of several tenants may want the same priors at one moment: each has
 * an attempt of its own, and whichever is done first is the result of both.
 */
async function reserve(
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
  run: RunReference,
  place: JobPlace,
  digest: string,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const item = { ...attemptKey(place, digest, attempt), run: run.run, reservedAt: clock.now() };
    if (await records.create(item)) return attempt;
  }
}
