import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Likeness, RunDetail, Subject } from '@likeness/client';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { Confirmation } from '../parts/confirmation.tsx';
import { navigate } from '../routing/address.ts';
import { point } from '../subject/point.ts';
import { type Action, actionsOf, actionTitles, wordsOf } from './action-words.ts';

/** Does it. @returns what came of it, in a sentence */
async function perform(
  likeness: Likeness,
  action: Action,
  { id, subject: of, adapter }: RunDetail,
  subject: Subject | null,
): Promise<string> {
  if (action === 'retry') {
    navigate(`/runs/${(await likeness.runs.retry(id)).id}`);
    return `A new run of ${of} has begun.`;
  }
  if (action === 'cancel') {
    await likeness.runs.cancel(id);
    return 'The run is cancelled.';
  }
  if (subject === null || adapter === null) throw new Error('Nothing is known of the endpoint yet.');
  return point(likeness, subject, action === 'rollback' ? 'previous' : { adapter });
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

  async function act(action: Action): Promise<void> {
    try {
      notices.succeeded(await perform(likeness, action, run, subject));
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
      {asked !== null && (
        <Confirmation
          {...wordsOf(asked, run, subject)}
          leave={asked === 'cancel' ? 'Let it run' : 'Leave it'}
          act={() => act(asked)}
          onClose={() => setAsked(null)}
        >
          {wordsOf(asked, run, subject).happens}
        </Confirmation>
      )}
    </>
  );
}
