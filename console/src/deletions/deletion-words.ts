import type { components } from '@likeness/client';
import type { Shown } from '../parts/shown.ts';

export type Deletion = components['schemas']['Deletion'];
type Counts = NonNullable<Deletion['counts']>;

/** What each kind of deleted thing is. */
const kindNames: Readonly<Record<keyof Counts, string>> = {
  photos: 'Photos and their masks, as sent and as used',
  syntheticImages: 'Synthetic images with their masks, small copies and maps',
  checkpoints: 'Checkpoints and personal generators',
  adapters: 'Files of adapters',
  vectors: 'Vectors of photos',
  archives: 'Packed results of jobs',
  documents: 'Settings, figures and notes',
  records: 'Records in the database',
  logs: 'Logs of jobs',
  executions: 'Histories of runs as they went',
};

/** What was deleted by kind, without kinds of which there was none. */
export const kindsOf = (counts: Counts): readonly { readonly name: string; readonly count: number }[] =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => ({ name: kindNames[kind as keyof Counts] ?? kind, count }));

export const deletedText = ({ subject }: Pick<Deletion, 'subject'>): string => subject ?? 'What was too old';

export const deletionStates: Readonly<Record<Deletion['status'], Shown>> = {
  running: { text: 'Under way', type: 'in-progress' },
  done: { text: 'Done', type: 'success' },
};

/** How much of the wait for what may come late is over, in percent; all of it is only once the deletion is done. */
export function progressOf({ requestedAt, lastLookAt }: Deletion, now: number): number {
  const [from, to] = [Date.parse(requestedAt), Date.parse(lastLookAt)];
  return to <= from ? 99 : Math.min(99, Math.max(0, Math.floor(((now - from) / (to - from)) * 100)));
}

export const daysLeftText = (days: number | null): string =>
  days === null ? 'Nobody can say' : days === 1 ? '1 day at most' : `${days} days at most`;
