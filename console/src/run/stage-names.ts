import type { RunDetail } from '@likeness/client';
import type { Shown } from '../parts/shown.ts';

export type Stage = RunDetail['stages'][number];

/** What the job of each stage does. */
export const stageNames: Readonly<Record<Stage['stage'], string>> = {
  priors: 'Prior images of the category',
  generate: 'Generated images',
  compose: 'Composed images',
  represent: 'Training and evaluation',
};

export const stageStatuses: Readonly<Record<Stage['status'], Shown>> = {
  waiting: { text: 'Waiting', type: 'pending' },
  running: { text: 'Running', type: 'in-progress' },
  reused: { text: 'Reused', type: 'success' },
  succeeded: { text: 'Succeeded', type: 'success' },
  failed: { text: 'Failed', type: 'error' },
};
