import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';

/** Does something at a press, and says by a notice where it fails. @returns whether it is under way, and what begins it */
export function useDoing(): readonly [busy: boolean, begin: (work: () => Promise<void>) => Promise<void>] {
  const notices = useNotices();
  const [busy, setBusy] = useState(false);

  async function begin(work: () => Promise<void>): Promise<void> {
    setBusy(true);
    await work().catch(notices.failed);
    setBusy(false);
  }

  return [busy, begin];
}
