import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Likeness, RunDetail, Subject } from '@likeness/client';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { Confirmation } from '../parts/confirmation.tsx';
import { navigate } from '../routing/address.ts';
import { PointedMeanwhile, point } from '../subject/point.ts';
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

/** What somebody is asked, who goes by what the endpoint answered by when they were. */
interface Question {
  readonly action: Action;
  readonly subject: Subject | null;
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
  const [asked, setAsked] = useState<Question | null>(null);

  async function act({ action, subject: seen }: Question): Promise<void> {
    try {
      notices.succeeded(await perform(likeness, action, run, seen));
    } catch (error) {
      if (error instanceof PointedMeanwhile) setAsked({ action, subject: error.subject });
      throw error;
    } finally {
      onDone();
    }
  }

  return (
    <>
      <SpaceBetween size="xs" direction="horizontal">
        {actionsOf(run, subject).map((action) => (
          <Button key={action} onClick={() => setAsked({ action, subject })}>
            {actionTitles[action]}
          </Button>
        ))}
      </SpaceBetween>
      {asked !== null && (
        <Confirmation
          {...wordsOf(asked.action, run, asked.subject)}
          leave={asked.action === 'cancel' ? 'Let it run' : 'Leave it'}
          act={() => act(asked)}
          onClose={() => setAsked(null)}
        >
          {wordsOf(asked.action, run, asked.subject).happens}
        </Confirmation>
      )}
    </>
  );
}
