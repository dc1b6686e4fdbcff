import { LeavingDialog } from '../../parts/leaving-dialog.tsx';
import { useLeaving } from '../../routing/use-leaving.ts';

/** Asks before corrected masks are left: only the page has them. */
export const LeaveGuard = ({ corrected }: { corrected: number }) => (
  <LeavingDialog leaving={useLeaving(corrected > 0)} title="Leave without saving?">
    {`You corrected ${corrected === 1 ? 'a mask' : `${corrected} masks`}. Only this page has that, until you save and run again.`}
  </LeavingDialog>
);
