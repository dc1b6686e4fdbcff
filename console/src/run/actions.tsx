import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Likeness, RunDetail, Subject } from '@likeness/client';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
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

/** What can be done with the run, each after a word on what will happen. */
export function RunActions({ run }: { run: RunDetail }) {
  const { likeness } = useService();
  const notices = useNotices();
  const [asked, setAsked] = useState<Action | null>(null);
  const [busy, setBusy] = useState(false);
  const { data: subject, again } = useAsked<Subject>(`subject of ${run.id} ${run.status}`, (signal) =>
    likeness.subjects.get(run.subject, { signal }),
  );

  async function confirm(action: Action): Promise<void> {
    const { done } = wordsOf(action, run, subject);
    setBusy(true);
    try {
      const other = await perform(likeness, action, run);
      notices.succeeded(done);
      if (other !== null) navigate(`/runs/${other}`);
    } catch (error) {
      notices.failed(error);
    }
    setBusy(false);
    setAsked(null);
    again();
  }

  const words = asked === null ? null : wordsOf(asked, run, subject);
  return (
    <>
      <SpaceBetween size="xs" direction="horizontal">
        {actionsOf(run, subject).map((action) => (
          <Button key={action} onClick={() => setAsked(action)}>
            {actionTitles[action]}
          </Button>
        ))}
      </SpaceBetween>
      <Modal
        visible={words !== null}
        header={words?.title}
        onDismiss={() => !busy && setAsked(null)}
        footer={
          <Box float="right">
            <SpaceBetween size="xs" direction="horizontal">
              <Button variant="link" disabled={busy} onClick={() => setAsked(null)}>
                {asked === 'cancel' ? 'Let it run' : 'Leave it'}
              </Button>
              <Button variant="primary" loading={busy} onClick={() => asked !== null && void confirm(asked)}>
                {words?.confirm}
              </Button>
            </SpaceBetween>
          </Box>
        }
      >
        {words?.happens}
      </Modal>
    </>
  );
}
