import Box from '@cloudscape-design/components/box';
import Modal, { type ModalProps } from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

interface DialogProps {
  readonly title: string;
  readonly size?: ModalProps.Size;
  /** The buttons at its end. */
  readonly actions: ReactNode;
  /** @param how `overlay` for a click beside it */
  onDismiss(how: string): void;
  readonly children: ReactNode;
}

/** What is dealt with before anything else. */
export const Dialog = ({ title, size = 'medium', actions, onDismiss, children }: DialogProps) => (
  <Modal
    visible
    size={size}
    header={title}
    onDismiss={({ detail }) => onDismiss(detail.reason)}
    footer={
      <Box float="right">
        <SpaceBetween size="xs" direction="horizontal">
          {actions}
        </SpaceBetween>
      </Box>
    }
  >
    {children}
  </Modal>
);
