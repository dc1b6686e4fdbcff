import type { ExperimentResult, ExperimentRun } from './experiment-result.ts';

/** What one stage costs in the runs of one arm, however often its result was found instead of made. */
export interface StageCost {
  readonly stage: string;
  /** Mean over the arm's runs; a reused stage counts with what it took the run that made it. */
  readonly seconds: number;
  /** The most of any run; null where it was not measured. */
  readonly peakMemoryBytes: number | null;
  readonly reused: number;
  readonly runs: number;
}

export interface ArmCost {
  readonly arm: string;
  readonly stages: readonly StageCost[];
  /** Mean of a run that finds nothing. */
  readonly seconds: number;
  /** Mean of what the runs spent themselves. */
  readonly spent: number;
}

/** Seconds and memory by arm and stage, of the runs that are done; arms without one are left out. */
export function costs({ arms, runs }: Pick<ExperimentResult, 'arms' | 'runs'>): ArmCost[] {
  return arms.flatMap(({ name }) => {
    const own = runs.filter(({ arm, status }) => arm === name && status === 'done');
    return own.length === 0 ? [] : [costOf(name, own)];
  });
}

function costOf(arm: string, runs: readonly ExperimentRun[]): ArmCost {
  const names = [...new Set(runs.flatMap(({ stages }) => stages.map(({ name }) => name)))];
  const stages = names.map((stage): StageCost => {
    const all = runs.flatMap((run) => run.stages.filter(({ name }) => name === stage));
    const memory = all.flatMap(({ peakMemoryBytes }) => (peakMemoryBytes === null ? [] : [peakMemoryBytes]));
    return {
      stage,
      seconds: sum(all.map(({ seconds }) => seconds)) / runs.length,
      peakMemoryBytes: memory.length === 0 ? null : Math.max(...memory),
      reused: all.filter(({ reused }) => reused).length,
      runs: runs.length,
    };
  });
  const seconds = sum(stages.map((stage) => stage.seconds));
  return { arm, stages, seconds, spent: sum(runs.map((run) => run.seconds ?? 0)) / runs.length };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
