import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Likeness, RunDetail, Subject } from '@likeness/client';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { Confirmation } from '../parts/confirmation.tsx';
import { navigate } from '../routing/address.ts';
import { type Action, actionsOf, actionTitles, wordsOf } from './action-words.ts';

/** Does it. @returns the run to go to, or null to stay */
async function perform(
  likeness: Likeness,
  action: Action,
  { id, subject, adapter }: RunDetail,
): Promise<string | null> {
  const params = { path: { subject } };
  if (action === 'cancel') await likeness.runs.cancel(id);
  else if (action === 'retry') return (await likeness.runs.retry(id)).id;
  else if (action === 'rollback') await answerTo(likeness.http.POST('/v1/subjects/{subject}/rollback', { params }));
  else if (adapter !== null) {
    await answerTo(likeness.http.POST('/v1/subjects/{subject}/promote', { params, body: { adapter } }));
  }
  return null;
}

interface RunActionsProps {
  readonly run: RunDetail;
  /** Null as long as it is not known. */
  readonly subject: Subject | null;
  onDone(): void;
}

/** What can be done with the run, each after a word on what will happen. */
export function RunActions({ run, subject, onDone }: RunActionsProps) {
  const { likeness } = useService();
  const notices = useNotices();
  const [asked, setAsked] = useState<Action | null>(null);

  async function act(action: Action): Promise<void> {
    const { done } = wordsOf(action, run, subject);
    const other = await perform(likeness, action, run);
    if (other !== null) navigate(`/runs/${other}`);
    else onDone();
    notices.succeeded(done);
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
