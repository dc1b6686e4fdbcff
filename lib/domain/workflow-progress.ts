import type { StateVisit } from './state-visits.ts';
import { type GraphState, reachableFrom, type WorkflowGraph } from './workflow-graph.ts';

/** `waiting` is what may still come, `skipped` what the run went past or ended before. */
export const stateProgress = ['waiting', 'running', 'succeeded', 'failed', 'stopped', 'skipped'] as const;

/** A state of the workflow and what became of it in one run. */
export interface StateProgress extends GraphState {
  /** What it does, in a few words; null for a state that is the workflow's own affair. */
  readonly label: string | null;
  readonly status: (typeof stateProgress)[number];
  /** Of the first visit. */
  readonly enteredAt: string | null;
  /** Of the last. */
  readonly exitedAt: string | null;
  /** How often it was entered: a job that is tried again is prepared again. */
  readonly visits: number;
  /** Of all visits together. */
  readonly attempts: number;
  /** The name of the last visit's error. */
  readonly error: string | null;
}

/** What those states do that mean something to whoever waits for the run. */
export const stateLabels: Readonly<Record<string, string>> = {
  Accept: 'Check and clean the photos',
  Plan: 'Plan the run',
  TrainPriors: 'Draw other things of the category',
  Synthesize: 'Make synthetic images',
  TrainGenerate: 'Teach the generator and have it draw',
  TrainCompose: 'Cut and paste the subject',
  TrainRepresent: 'Choose images, train the adapter and judge it',
  Verdict: 'Decide whether it is better',
  DeployAdapter: 'Bring the adapter to the endpoint',
  AwaitDeployment: 'Wait for the endpoint',
  KeepBase: 'Keep the base',
  SmokeTest: 'Try the endpoint',
  Promote: 'Point the endpoint',
  Record: 'Close the run',
  Fail: 'Record what failed',
  Succeeded: 'Done',
  Failed: 'Failed',
};

/** @param over whether the run has ended, so that nothing more comes */
export function progressOf(graph: WorkflowGraph, visits: readonly StateVisit[], over: boolean): StateProgress[] {
  const coming = over ? new Set<string>() : comingUp(graph, visits);
  return graph.states.map((state) => {
    const own = visits.filter((visit) => visit.state === state.name);
    const last = own.at(-1);
    return {
      ...state,
      label: stateLabels[state.name] ?? null,
      status: last?.status ?? (coming.has(state.name) ? 'waiting' : 'skipped'),
      enteredAt: own[0]?.enteredAt ?? null,
      exitedAt: last?.exitedAt ?? null,
      visits: own.length,
      attempts: own.reduce((sum, { attempts }) => sum + attempts, 0),
      error: last?.error ?? null,
    };
  });
}

function comingUp(graph: WorkflowGraph, visits: readonly StateVisit[]): ReadonlySet<string> {
  if (visits.length === 0) return reachableFrom(graph, [graph.start]);
  const running = visits.filter(({ status }) => status === 'running');
  // Between two states none runs.
  const at = new Set((running.length > 0 ? running : visits.slice(-1)).map(({ state }) => state));
  const entered = new Set(visits.map(({ state }) => state));
  // What runs branches already is past their beginnings.
  const forked = new Set(graph.states.filter(({ name }) => entered.has(name)).map(({ within }) => within?.state));
  const next = graph.edges.filter(
    ({ from, on }) => at.has(from) && (on === 'next' || (on === 'branch' && !forked.has(from))),
  );
  return reachableFrom(
    graph,
    next.map(({ to }) => to),
  );
}
