import Button from '@cloudscape-design/components/button';
import type { Subject } from '@likeness/client';
import { useState } from 'react';
import { canRollBack } from './point.ts';
import { rollbackWords } from './pointing.ts';
import { PointingDialog } from './pointing-dialog.tsx';

/** Goes back to what the endpoint answered by before, where there is something. */
export function RollBack({ subject, onChange }: { subject: Subject; onChange: () => void }) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      {canRollBack(subject) && <Button onClick={() => setAsked(true)}>Roll back</Button>}
      {asked && (
        <PointingDialog
          subject={subject}
          target="previous"
          words={rollbackWords}
          onTried={onChange}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
