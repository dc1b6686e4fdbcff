import type { Diagnosis } from '../lib/domain/diagnosis.ts';
import { digestOf, type Json } from '../lib/domain/digest.ts';
import type { FigureRun } from '../lib/domain/experiment-figures.ts';
import type { PlannedRun } from '../lib/domain/experiment-runs.ts';
import type { OtherSubjects } from '../lib/domain/other-subjects.ts';
import type { Metrics, Outcome } from '../lib/domain/verdict.ts';
import type { Experiment } from '../lib/local/experiment-file.ts';
import type { ExperimentRuns, RunError } from '../lib/local/experiment-runs.ts';
import type { LocalHome } from '../lib/local/home.ts';
import { readResult, round, type StageResult } from './result.ts';
import { peakJobMemory } from './run-history.ts';
import { stageName } from './terminal/table.ts';

/** A job's stage; `reused` where an earlier run of the same inputs made it, whose figures these are. */
export type RunStage = Pick<StageResult, 'name' | 'seconds' | 'peakMemoryBytes' | 'reused'>;

/** One run in `experiment.json`. */
export interface ExperimentRun extends FigureRun {
  readonly id: string;
  readonly references: readonly string[];
  readonly heldOut: number;
  readonly lookAlikes: number;
  readonly others: number;
  readonly status: 'done' | 'failed' | 'not run';
  /** Null unless done. */
  readonly run: string | null;
  readonly outcome: Outcome | null;
  readonly metrics: Metrics | null;
  /** What the numbers say is behind the result; null unless done. */
  readonly diagnoses: readonly Diagnosis['code'][] | null;
  /** The diagnoses that enough was measured for: where one is not among these, it is not known whether it holds. */
  readonly examined: readonly Diagnosis['code'][];
  readonly stages: readonly RunStage[];
  /** What this run spent itself; null unless done. */
  readonly seconds: number | null;
  /** Of its largest job; null where it had none of its own. */
  readonly peakMemoryBytes: number | null;
  readonly error: RunError | null;
}

/** `experiment.json`: docs/experiments/README.md describes it. */
export interface ExperimentResult {
  readonly version: 1;
  readonly name: string;
  readonly question: string;
  readonly preset: string;
  readonly metrics: Experiment['metrics'];
  readonly axis: string | null;
  readonly arms: readonly { readonly name: string; readonly values: Experiment['compared'][number]['values'] }[];
  /** Digest of the runs asked for. */
  readonly digest: string;
  readonly counts: Readonly<Record<ExperimentRun['status'], number>>;
  readonly runs: readonly ExperimentRun[];
}

export interface ResultPlace {
  readonly home: LocalHome;
  readonly runs: ExperimentRuns;
  /** By the runs' ids; empty where that was not asked for. */
  readonly otherSubjects: ReadonlyMap<string, OtherSubjects>;
}

/** What the runs recorded, whenever and by whichever experiment they were done. */
export async function experimentResult(
  experiment: Experiment,
  planned: readonly PlannedRun[],
  { home, runs, otherSubjects }: ResultPlace,
): Promise<ExperimentResult> {
  const results: ExperimentRun[] = [];
  for (const one of planned) results.push(await runResult(one, { home, runs, otherSubjects }));
  const count = (status: ExperimentRun['status']): number => results.filter((run) => run.status === status).length;
  return {
    version: 1,
    name: experiment.name,
    question: experiment.question,
    preset: experiment.preset,
    metrics: experiment.metrics,
    axis: experiment.axis ?? null,
    arms: experiment.compared.map(({ name, values }) => ({ name, values })),
    digest: digestOf(planned.map(({ id }) => id) as Json).slice(0, 16),
    counts: { done: count('done'), failed: count('failed'), 'not run': count('not run') },
    runs: results,
  };
}

async function runResult(planned: PlannedRun, { home, runs, otherSubjects }: ResultPlace): Promise<ExperimentRun> {
  const { id, arm, subject, category, choice, seed, references, heldOut, others, lookAlikes } = planned;
  const known = {
    id,
    arm: arm.name,
    subject,
    category,
    choice,
    seed,
    references: references.map(({ name }) => name),
    heldOut: heldOut.length,
    lookAlikes: lookAlikes.length,
    others: others.length,
    otherSubjects: otherSubjects.get(id) ?? null,
  };
  const unmeasured = { metrics: null, diagnoses: null, examined: [], stages: [] };
  const nothing = { run: null, outcome: null, ...unmeasured, seconds: null, peakMemoryBytes: null };
  const state = await runs.stateOf(planned);
  if (state.status === 'failed') return { ...known, ...nothing, status: 'failed', error: state.error };
  if (state.status !== 'done') return { ...known, ...nothing, status: 'not run', error: null };
  const events = home.engine.events(state.execution);
  // Neither is in what a run recorded of itself: the parts that are told are the jobs'.
  const { result } = await readResult(home, state.run, events, { seconds: 0, peakMemoryBytes: 0 });
  const stages = result.stages.filter(({ name }) => name !== 'orchestration');
  return {
    ...known,
    status: 'done',
    run: result.run,
    outcome: result.verdict.outcome,
    metrics: result.verdict.metrics,
    diagnoses: result.diagnoses.map(({ code }) => code),
    examined: result.examined,
    stages: stages.map((stage) => ({
      name: stageName(stage),
      seconds: stage.seconds,
      peakMemoryBytes: stage.job === null ? null : stage.peakMemoryBytes,
      reused: stage.reused,
    })),
    seconds: round(stages.filter(({ reused }) => !reused).reduce((sum, stage) => sum + stage.seconds, 0)),
    peakMemoryBytes: peakJobMemory(events) || null,
    error: null,
  };
}
