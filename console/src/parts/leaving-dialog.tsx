import Button from '@cloudscape-design/components/button';
import type { ReactNode } from 'react';
import type { Leaving } from '../routing/use-leaving.ts';
import { Dialog } from './dialog.tsx';

interface LeavingDialogProps {
  readonly leaving: Leaving;
  readonly title: string;
  readonly children: ReactNode;
}

/** Asks whoever is about to leave something behind, and says what. */
export function LeavingDialog({ leaving: { asked, stay, leave }, title, children }: LeavingDialogProps) {
  if (!asked) return null;
  return (
    <Dialog
      title={title}
      onDismiss={stay}
      actions={
        <>
          <Button variant="link" onClick={leave}>
            Leave
          </Button>
          <Button variant="primary" onClick={stay}>
            Stay
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
