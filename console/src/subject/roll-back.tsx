import Button from '@cloudscape-design/components/button';
import type { Subject } from '@likeness/client';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { Confirmation } from '../parts/confirmation.tsx';
import { canRollBack, PointedMeanwhile, point } from './point.ts';
import { rollbackWords } from './pointing.ts';

/** Goes back to what the endpoint answered by before, where there is something. */
export function RollBack({ subject, onChange }: { subject: Subject; onChange: () => void }) {
  const { likeness } = useService();
  const notices = useNotices();
  /** As it was when it was asked about. */
  const [asked, setAsked] = useState<Subject | null>(null);

  async function rollBack(seen: Subject): Promise<void> {
    try {
      notices.succeeded(await point(likeness, seen, 'previous'));
    } catch (error) {
      if (error instanceof PointedMeanwhile) setAsked(error.subject);
      throw error;
    } finally {
      onChange();
    }
  }

  return (
    <>
      {canRollBack(subject) && <Button onClick={() => setAsked(subject)}>Roll back</Button>}
      {asked !== null && (
        <Confirmation {...rollbackWords(asked)} act={() => rollBack(asked)} onClose={() => setAsked(null)}>
          {rollbackWords(asked).happens}
        </Confirmation>
      )}
    </>
  );
}
