import { readJson } from '../functions/documents.ts';
import { ServiceError } from '../lib/domain/errors.ts';
import { acceptedUri, dataPrefix, manifestUri, type RunReference, runKey, verdictUri } from '../lib/domain/keys.ts';
import type { Plan } from '../lib/domain/plan.ts';
import type { PromotionPolicy } from '../lib/domain/promotion.ts';
import type { Stage } from '../lib/domain/training-job.ts';
import type { Accepted, Distractors } from '../lib/domain/upload.ts';
import type { MatchThreshold, Metrics, Outcome } from '../lib/domain/verdict.ts';
import type { WorkflowEvent } from '../lib/local/workflow/history.ts';
import type { Ports } from '../lib/ports/index.ts';
import { type Diagnosed, readDiagnoses } from './diagnoses.ts';
import { type Generation, readGeneration } from './generation.ts';
import { synthesisJobs } from './run-history.ts';
import { jobsOf, type RunJobs } from './run-jobs.ts';
import { readShortfalls, type Shortfall } from './shortfalls.ts';

export interface StageResult {
  readonly name: string;
  /** The job that it is a part of; null for what no job does. */
  readonly job: Stage | null;
  readonly seconds: number;
  /** Null where it was not measured. */
  readonly peakMemoryBytes: number | null;
  /** An earlier run of the same inputs made the result; the figures are that run's. */
  readonly reused: boolean;
}

/** The document that `personalize --json` prints; `docs/json.md` describes it. */
export interface PersonalizeResult extends Diagnosed {
  readonly version: 1;
  readonly run: string;
  readonly subject: string;
  readonly category: string;
  readonly preset: Plan['preset'];
  readonly seed: number;
  readonly photos: {
    readonly references: number;
    readonly heldOut: number;
    readonly lookAlikes: number;
    readonly others: number;
    readonly dropped: Accepted['dropped'];
    readonly warnings: Accepted['warnings'];
  };
  readonly verdict: {
    readonly outcome: Outcome;
    readonly reason: string;
    readonly advice: readonly string[];
    /** Which outcomes serve, and whether this one was to. */
    readonly policy: PromotionPolicy;
    readonly promoted: boolean;
    readonly protocol: string | null;
    readonly distractors: Distractors;
    readonly metrics: Metrics | null;
    /** Null where no threshold could be found. */
    readonly match: MatchThreshold | null;
  };
  readonly adapter: { readonly name: string; readonly path: string; readonly digest: string };
  readonly endpoint: {
    readonly adapter: string | null;
    readonly provisional: boolean;
    readonly smokeTest: { readonly dimensions: number; readonly milliseconds: number };
  };
  /** Null for a run without a generator. */
  readonly generation: Generation | null;
  readonly shortfalls: readonly Shortfall[];
  readonly stages: readonly StageResult[];
  readonly seconds: number;
  readonly peakMemoryBytes: number;
}

interface VerdictDocument {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly advice: string[];
  readonly policy: PromotionPolicy;
  readonly promote: boolean;
  readonly protocol: string | null;
  readonly distractorsFrom: Distractors;
  readonly metrics: Metrics | null;
  readonly match: MatchThreshold | null;
  readonly adapter: { readonly name: string; readonly digest: string };
  readonly job: string;
}

interface Manifest {
  readonly run: string;
  readonly seconds: number;
  readonly peakMemoryBytes: number | null;
}

export interface Timing {
  readonly seconds: number;
  readonly peakMemoryBytes: number;
}

/** What holds a run's results: a home, or the part of one that is read. */
export interface ResultHome {
  readonly ports: Pick<Ports, 'objects' | 'records'>;
}

/** Gathers what a finished run recorded. */
export async function readResult(
  home: ResultHome,
  run: RunReference,
  events: readonly WorkflowEvent[],
  timing: Timing,
) {
  const { objects, records } = home.ports;
  const record = await records.get(runKey(run));
  if (record === undefined) throw new ServiceError('ObjectNotFound', `There is no record of the run ${run.run}.`);
  const verdict = await readJson<VerdictDocument>(objects, verdictUri(run));
  const plan = await readJson<Plan>(objects, String(record.plan));
  const accepted = await readJson<Accepted>(objects, acceptedUri(run, uploadOf(run)));
  const jobs: RunJobs = { ...synthesisJobs(events), represent: verdict.job };
  const count = (role: string) => accepted.photos.filter((photo) => photo.role === role).length;
  const endpoint = record.endpoint as { adapter: string | null; provisional: boolean };
  const smokeTest = record.smokeTest as { dimensions: number; milliseconds: number };
  const { outcome, reason, advice, policy, promote, protocol, distractorsFrom, metrics, match } = verdict;
  const judged = { promoted: promote, protocol, distractors: distractorsFrom, metrics, match };
  const generation = await readGeneration(objects, run, plan, jobs);
  const result: PersonalizeResult = {
    version: 1,
    run: run.run,
    subject: run.subject,
    category: plan.category,
    preset: plan.preset,
    seed: plan.seed,
    photos: {
      references: count('reference'),
      heldOut: count('held-out'),
      lookAlikes: count('look-alike'),
      others: count('other'),
      dropped: accepted.dropped,
      warnings: accepted.warnings,
    },
    verdict: { outcome, reason, advice, policy, ...judged },
    ...(await readDiagnoses(objects, run, jobs.represent)),
    adapter: { name: verdict.adapter.name, path: 'adapter', digest: verdict.adapter.digest },
    endpoint: {
      adapter: endpoint.adapter,
      provisional: endpoint.provisional,
      smokeTest: { dimensions: smokeTest.dimensions, milliseconds: smokeTest.milliseconds },
    },
    generation,
    shortfalls: await readShortfalls(objects, run, jobs, generation),
    stages: await stagesOf(home, run, jobs, events, timing),
    ...timing,
  };
  return { result, accepted, jobs };
}

/** The name of the run's upload. */
export const uploadOf = (run: RunReference): string => run.upload.split('/').at(-2) ?? '';

const functionStates = {
  Accept: 'accept',
  Plan: 'plan',
  Verdict: 'verdict',
  DeployAdapter: 'deploy',
  SmokeTest: 'smoke-test',
  Promote: 'promote',
  Record: 'record',
} as const;

/** Functions by their time in the workflow, jobs by what their programs measured; the rest is imports and orchestration. */
async function stagesOf(
  { ports: { objects } }: ResultHome,
  run: RunReference,
  jobs: RunJobs,
  events: readonly WorkflowEvent[],
  timing: Timing,
): Promise<StageResult[]> {
  const memory = process.memoryUsage.rss();
  const functions = Object.entries(functionStates).flatMap(([state, name]): StageResult[] => {
    const spent = secondsIn(events, state);
    return spent === undefined ? [] : [{ name, job: null, seconds: spent, peakMemoryBytes: memory, reused: false }];
  });
  const ofJobs: StageResult[] = [];
  let imports = 0;
  const spentIn: Partial<Record<Stage, number>> = {};
  for (const { stage, place, digest } of jobsOf(run, jobs)) {
    const manifest = await readJson<Manifest>(objects, manifestUri(place, digest));
    const steps = await readJson<Omit<StageResult, 'job' | 'reused'>[]>(
      objects,
      `${dataPrefix(place, digest)}stages.json`,
    );
    const reused = manifest.run !== run.run;
    ofJobs.push(...steps.map(({ name, ...rest }) => ({ name, job: stage, ...rest, reused })));
    const measured = steps.reduce((sum, step) => sum + step.seconds, 0);
    if (!reused) {
      imports += Math.max(0, manifest.seconds - measured);
      spentIn[stage] = manifest.seconds;
    }
  }
  const { priors = 0, generate = 0, compose = 0, represent = 0 } = spentIn;
  // Both kinds of image are made at once.
  const spentInJobs = priors + Math.max(generate, compose) + represent;
  const spent = functions.reduce((sum, stage) => sum + stage.seconds, 0) + spentInJobs;
  const after = functions.findIndex(({ name }) => name === 'verdict');
  return [
    ...functions.slice(0, after),
    ...ofJobs,
    ...functions.slice(after),
    { name: 'imports', job: null, seconds: round(imports), peakMemoryBytes: null, reused: false },
    {
      name: 'orchestration',
      job: null,
      seconds: round(Math.max(0, timing.seconds - spent)),
      peakMemoryBytes: memory,
      reused: false,
    },
  ];
}

/** Time between entering and leaving the state, over all its entries; undefined when it was not entered. */
function secondsIn(events: readonly WorkflowEvent[], state: string): number | undefined {
  const own = events.filter(({ path }) => path.startsWith(`/${state}#`));
  const entered = own.find(({ type }) => type === 'StateEntered');
  const exited = own.findLast(({ type }) => type === 'StateExited');
  if (entered === undefined || exited === undefined) return undefined;
  return round((Date.parse(exited.time) - Date.parse(entered.time)) / 1000);
}

/** Seconds to the millisecond. */
export const round = (value: number): number => Math.round(value * 1000) / 1000;
