import type { Subject } from '@likeness/client';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { Confirmation } from '../parts/confirmation.tsx';
import type { ActionWords } from '../run/action-words.ts';
import { PointedMeanwhile, point, type Target } from './point.ts';

interface PointingDialogProps {
  /** As it is when the dialog opens: what changes later changes nothing of what was said. */
  readonly subject: Subject;
  readonly target: Target;
  words(subject: Subject): ActionWords;
  /** Called once the endpoint was pointed elsewhere, and where it can't be. */
  onTried(): void;
  onClose(): void;
}

/** Asks before a subject's endpoint is pointed elsewhere; where somebody was quicker, it says anew what will happen. */
export function PointingDialog({ subject, target, words, onTried, onClose }: PointingDialogProps) {
  const { likeness } = useService();
  const notices = useNotices();
  const [seen, setSeen] = useState(subject);
  const said = words(seen);

  async function act(): Promise<void> {
    try {
      notices.succeeded(await point(likeness, seen, target));
    } catch (error) {
      if (error instanceof PointedMeanwhile) setSeen(error.subject);
      throw error;
    } finally {
      onTried();
    }
  }

  return (
    <Confirmation {...said} act={act} onClose={onClose}>
      {said.happens}
    </Confirmation>
  );
}
