import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import { Problem } from './problem.tsx';

export interface ConfirmationProps {
  readonly title: string;
  /** On the button that does it. */
  readonly confirm: string;
  /** On the button that does nothing. */
  readonly leave?: string;
  /** Whether something is missing before it can be done. */
  readonly disabled?: boolean;
  /** Does it. */
  act(): Promise<void>;
  /** Called once it is done, or left. */
  onClose(): void;
  /** What will happen. */
  readonly children: ReactNode;
}

/** Asks before something is done. What is refused says why in the same place, so that nothing has to be found again. */
export function Confirmation(props: ConfirmationProps) {
  const { title, confirm, leave = 'Leave it', disabled = false, act, onClose, children } = props;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function go(): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      await act();
      onClose();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  }

  return (
    <Modal
      visible
      header={title}
      onDismiss={() => !busy && onClose()}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" disabled={busy} onClick={onClose}>
              {leave}
            </Button>
            <Button variant="primary" loading={busy} disabled={disabled} onClick={() => void go()}>
              {confirm}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {error !== null && <Problem error={error} />}
        <div>{children}</div>
      </SpaceBetween>
    </Modal>
  );
}
