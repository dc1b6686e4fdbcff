import type { NewRun } from '@likeness/client';

/** What a run has otherwise than its preset. */
export const settingsText = (changes: NewRun['changes'] = {}): string =>
  Object.entries(changes)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ') || 'As the preset has them';
