import Button from '@cloudscape-design/components/button';
import type { Subject } from '@likeness/client';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { Confirmation } from '../parts/confirmation.tsx';
import { canRollBack, point } from './point.ts';
import { rollbackWords } from './pointing.ts';

/** Goes back to what the endpoint answered by before, where there is something. */
export function RollBack({ subject, onChange }: { subject: Subject; onChange: () => void }) {
  const { likeness } = useService();
  const notices = useNotices();
  const [asked, setAsked] = useState(false);
  const words = rollbackWords(subject);

  async function rollBack(): Promise<void> {
    try {
      notices.succeeded(await point(likeness, subject, 'previous'));
    } finally {
      onChange();
    }
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
