import type { Run } from '@likeness/client';
import type { Shown } from '../parts/shown.ts';

export type RunStatus = Run['status'];
type Outcome = Exclude<Run['outcome'], null>;

/** How each status is told, in the order in which a run goes through them. */
export const statuses: Readonly<Record<RunStatus, Shown>> = {
  queued: { text: 'Queued', type: 'pending' },
  validating: { text: 'Validating', type: 'in-progress' },
  generating: { text: 'Generating', type: 'in-progress' },
  training: { text: 'Training', type: 'in-progress' },
  evaluating: { text: 'Evaluating', type: 'in-progress' },
  deploying: { text: 'Deploying', type: 'in-progress' },
  succeeded: { text: 'Succeeded', type: 'success' },
  'kept-base': { text: 'Kept base', type: 'info' },
  failed: { text: 'Failed', type: 'error' },
  cancelled: { text: 'Cancelled', type: 'stopped' },
};

export const statusNames = Object.keys(statuses) as RunStatus[];

/** How each outcome is told, in a word. */
export const outcomes: Readonly<Record<Outcome, string>> = {
  better: 'Better than the base',
  tie: 'No clear gain',
  worse: 'Worse than the base',
  unjudged: 'Not judged',
};

export const outcomeText = (outcome: Run['outcome']): string => (outcome === null ? '–' : outcomes[outcome]);
