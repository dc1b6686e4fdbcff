import type { RunDetail, Subject } from '@likeness/client';
import { dollars } from '../formats/money.ts';
import { outcomes } from '../runs/statuses.ts';
import { canRollBack } from '../subject/point.ts';

export type Action = 'cancel' | 'retry' | 'promote' | 'rollback';

/** What a confirmation says. */
export interface ActionWords {
  readonly title: string;
  /** What will happen. */
  readonly happens: string;
  readonly confirm: string;
}

const over: readonly RunDetail['status'][] = ['succeeded', 'kept-base', 'failed', 'cancelled'];

/** The actions that make sense of a run as it is, and of what its subject's endpoint answers by. */
export function actionsOf(run: RunDetail, subject: Subject | null): readonly Action[] {
  if (!over.includes(run.status)) return ['cancel'];
  if (subject === null || run.adapter === null) return ['retry'];
  if (subject.endpoint.adapter !== run.adapter) return ['retry', 'promote'];
  return canRollBack(subject) ? ['retry', 'rollback'] : ['retry'];
}

const answering = (adapter: string | null): string => adapter ?? 'the base';

export function wordsOf(
  action: Action,
  run: Pick<RunDetail, 'subject' | 'adapter' | 'outcome' | 'cost'>,
  subject: Subject | null,
): ActionWords {
  const spent = run.cost.spent ?? null;
  const endpoint = subject?.endpoint;
  switch (action) {
    case 'cancel':
      return {
        title: 'Cancel the run?',
        happens: `The job under way is stopped, and the endpoint stays as it is. What jobs finished is kept: a retry goes on from there.${spent ? ` The ${dollars(spent)} so far are spent.` : ''}`,
        confirm: 'Cancel the run',
      };
    case 'retry':
      return {
        title: 'Run it again?',
        happens:
          'A new run of the same photos and settings begins. What this one finished is used again, and not paid for twice.',
        confirm: 'Retry',
      };
    case 'promote':
      return {
        title: `Promote to the endpoint of ${run.subject}?`,
        happens: `The endpoint answers by ${answering(run.adapter)} instead of ${answering(endpoint?.adapter ?? null)} from then on. The verdict of this run: ${run.outcome === null ? 'none' : outcomes[run.outcome].toLowerCase()}. Rolling back undoes it.`,
        confirm: 'Promote',
      };
    case 'rollback': {
      const before = answering(endpoint?.previous.adapter ?? null);
      return {
        title: `Roll the endpoint of ${run.subject} back?`,
        happens: `The endpoint answers by ${before} again instead of ${answering(endpoint?.adapter ?? null)}. Nothing is deleted, and rolling back again undoes it.`,
        confirm: 'Roll back',
      };
    }
  }
}

export const actionTitles: Readonly<Record<Action, string>> = {
  cancel: 'Cancel',
  retry: 'Retry',
  promote: 'Promote',
  rollback: 'Roll back',
};
