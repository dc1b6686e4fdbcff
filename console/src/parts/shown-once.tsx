import Button from '@cloudscape-design/components/button';
import type { ModalProps } from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';

interface ShownOnceProps {
  readonly title: string;
  readonly size?: ModalProps.Size;
  /** On the button that closes it. */
  readonly kept: string;
  onClose(): void;
  readonly children: ReactNode;
}

/** What can be seen this one time: a click beside it, or Escape, must not lose it. */
export const ShownOnce = ({ kept, onClose, children, ...props }: ShownOnceProps) => (
  <Dialog
    {...props}
    onDismiss={(how) => how === 'closeButton' && onClose()}
    actions={
      <Button variant="primary" onClick={onClose}>
        {kept}
      </Button>
    }
  >
    <SpaceBetween size="m">{children}</SpaceBetween>
  </Dialog>
);
