import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Likeness, RunDetail, Subject } from '@likeness/client';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { Confirmation } from '../parts/confirmation.tsx';
import { navigate } from '../routing/address.ts';
import type { Target } from '../subject/point.ts';
import { PointingDialog } from '../subject/pointing-dialog.tsx';
import { type Action, actionsOf, actionTitles, wordsOf } from './action-words.ts';

/** Does it. @returns what came of it, in a sentence */
async function perform(likeness: Likeness, action: 'cancel' | 'retry', { id, subject }: RunDetail): Promise<string> {
  if (action === 'retry') {
    navigate(`/runs/${(await likeness.runs.retry(id)).id}`);
    return `A new run of ${subject} has begun.`;
  }
  await likeness.runs.cancel(id);
  return 'The run is cancelled.';
}

/** What the endpoint is to answer by; null for an action that leaves it alone. */
function targetOf(action: Action, { adapter }: RunDetail): Target | null {
  if (action === 'rollback') return 'previous';
  return action === 'promote' && adapter !== null ? { adapter } : null;
}

interface RunActionsProps {
  readonly run: RunDetail;
  /** Null as long as it is not known. */
  readonly subject: Subject | null;
  /** Called once it is done, and where it can't be. */
  onDone(): void;
}

/** What can be done with the run, each after a word on what will happen. */
export function RunActions({ run, subject, onDone }: RunActionsProps) {
  const { likeness } = useService();
  const notices = useNotices();
  const [asked, setAsked] = useState<Action | null>(null);
  const target = asked && targetOf(asked, run);
  const close = () => setAsked(null);

  async function act(action: 'cancel' | 'retry'): Promise<void> {
    try {
      notices.succeeded(await perform(likeness, action, run));
    } finally {
      onDone();
    }
  }

  return (
    <>
      <SpaceBetween size="xs" direction="horizontal">
        {actionsOf(run, subject).map((action) => (
          <Button key={action} onClick={() => setAsked(action)}>
            {actionTitles[action]}
          </Button>
        ))}
      </SpaceBetween>
      {(asked === 'cancel' || asked === 'retry') && (
        <Confirmation
          {...wordsOf(asked, run, subject)}
          leave={asked === 'cancel' ? 'Let it run' : 'Leave it'}
          act={() => act(asked)}
          onClose={close}
        >
          {wordsOf(asked, run, subject).happens}
        </Confirmation>
      )}
      {asked !== null && target !== null && subject !== null && (
        <PointingDialog
          {...{ subject, target }}
          words={(seen) => wordsOf(asked, run, seen)}
          onTried={onDone}
          onClose={close}
        />
      )}
    </>
  );
}
