import type { RunDetail } from '@likeness/client';
import { duration, secondsBetween } from '../../formats/time.ts';
import type { Shown } from '../../parts/shown.ts';
import type { Stage } from '../stage-names.ts';
import type { State, Workflow } from './graph.ts';

const statuses: Readonly<Record<State['status'], Shown>> = {
  waiting: { text: 'Waiting', type: 'pending' },
  running: { text: 'Running', type: 'in-progress' },
  succeeded: { text: 'Succeeded', type: 'success' },
  failed: { text: 'Failed', type: 'error' },
  stopped: { text: 'Stopped', type: 'stopped' },
  skipped: { text: 'Skipped', type: 'not-started' },
};

/** The stage whose job a state runs; undefined where it runs none, and before it is begun. */
export function stageOf({ name }: Pick<State, 'name'>, stages: RunDetail['stages']): Stage | undefined {
  return stages.find(({ stage }) => name.toLowerCase() === `train${stage}`);
}

/** How a state is told. A job whose result an earlier run made is not just left out. */
export function shownStatus(state: State, stages: RunDetail['stages']): Shown {
  const reused = state.status === 'skipped' && stageOf(state, stages)?.status === 'reused';
  return reused ? { text: 'Found finished', type: 'success' } : statuses[state.status];
}

/** How long a state took, or takes by now; null where the run was never in it. */
export function timeIn({ enteredAt, exitedAt }: State, now: number): string | null {
  if (enteredAt === null) return null;
  const seconds = secondsBetween(enteredAt, exitedAt, now);
  return seconds < 1 ? '< 1 s' : duration(seconds);
}

export const isUnderWay = ({ states }: Workflow): boolean =>
  states.some(({ status }) => status === 'running' || status === 'waiting');

/** What the picture shows, in a sentence for who does not see it. */
export function summaryOf(states: readonly State[]): string {
  const count = (status: State['status']) => states.filter((state) => state.status === status).length;
  const running = states.filter(({ status }) => status === 'running').map(nameOf);
  const told = Object.entries(statuses)
    .map(([status, { text }]) => [count(status as State['status']), text.toLowerCase()] as const)
    .filter(([number]) => number > 0)
    .map(([number, text]) => `${number} ${text}`);
  const now = running.length === 0 ? '' : ` Under way: ${running.join(', ')}.`;
  return `The workflow's ${states.length} states from top to bottom: ${told.join(', ')}.${now} Each follows here as a button.`;
}

export const nameOf = ({ label, name }: State): string => label ?? name;
