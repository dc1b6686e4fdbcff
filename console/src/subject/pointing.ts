import type { components, Subject } from '@likeness/client';
import { principalText } from '../formats/principals.ts';
import { type ActionWords, wordsOf } from '../run/action-words.ts';
import { outcomes } from '../runs/statuses.ts';

export type Adapter = components['schemas']['Adapter'];

const unpriced = { spent: null, estimate: null, limit: null };

/** What promoting one of the subject's adapters does, in the words in which its run has it. */
export function promoteWords(subject: Subject, { name, outcome }: Adapter): ActionWords {
  return wordsOf('promote', { subject: subject.id, adapter: name, outcome, cost: unpriced }, subject);
}

export function rollbackWords(subject: Subject): ActionWords {
  const { adapter } = subject.endpoint;
  return wordsOf('rollback', { subject: subject.id, adapter, outcome: null, cost: unpriced }, subject);
}

export const answersBy = (adapter: string | null): string => adapter ?? 'The base';

/** The verdict of what answers, in a word; null where that is the base, or its run is gone. */
export function verdictWord(adapter: string | null, adapters: readonly Adapter[]): string | null {
  const outcome = adapters.find(({ name }) => name === adapter)?.outcome;
  return outcome === undefined ? null : outcomes[outcome];
}

type Change = components['schemas']['EndpointChange'];

/** Who pointed the endpoint at it; null for a run, which is linked to. */
export function changedBy({ run, by }: Pick<Change, 'run' | 'by'>): string | null {
  if (run !== null) return null;
  if (by === null) return 'Nobody knows who did it.';
  return `By hand: ${principalText(by)}.`;
}
