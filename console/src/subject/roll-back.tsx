import Button from '@cloudscape-design/components/button';
import type { Subject } from '@likeness/client';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { Confirmation } from '../parts/confirmation.tsx';
import { canRollBack, rollbackWords } from './pointing.ts';

/** Goes back to what the endpoint answered by before, where there is something. */
export function RollBack({ subject, onChange }: { subject: Subject; onChange: () => void }) {
  const { likeness } = useService();
  const notices = useNotices();
  const [asked, setAsked] = useState(false);
  const words = rollbackWords(subject);

  async function rollBack(): Promise<void> {
    const params = { path: { subject: subject.id } };
    await answerTo(likeness.http.POST('/v1/subjects/{subject}/rollback', { params }));
    notices.succeeded(words.done);
    onChange();
  }

  return (
    <>
      {canRollBack(subject) && <Button onClick={() => setAsked(true)}>Roll back</Button>}
      {asked && (
        <Confirmation {...words} act={rollBack} onClose={() => setAsked(false)}>
          {words.happens}
        </Confirmation>
      )}
    </>
  );
}
