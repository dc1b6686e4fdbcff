import Button from '@cloudscape-design/components/button';
import type { ModalProps } from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { Problem } from '../app/problem.tsx';
import { Dialog } from './dialog.tsx';

export interface FormDialogProps {
  readonly title: string;
  readonly size?: ModalProps.Size;
  /** On the button that sends it. */
  readonly confirm: string;
  /** On the button that does nothing. */
  readonly leave?: string;
  /** Whether something is missing before it can be sent. */
  readonly disabled?: boolean;
  /** Sends it; does nothing where a field is not as it must be. */
  send(): Promise<void>;
  onClose(): void;
  readonly children: ReactNode;
}

/** Fields to fill in and send. What is refused says why in the same place, so that nothing has to be found again. */
export function FormDialog(props: FormDialogProps) {
  const { title, size = 'medium', confirm, leave = 'Cancel', disabled = false, send, onClose, children } = props;
  const form = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || disabled) return;
    setBusy(true);
    setError(null);
    await send().catch(setError);
    setBusy(false);
  }

  return (
    <Dialog
      title={title}
      size={size}
      onDismiss={() => !busy && onClose()}
      actions={
        <>
          <Button variant="link" disabled={busy} onClick={onClose}>
            {leave}
          </Button>
          <Button variant="primary" form={form} loading={busy} disabled={disabled}>
            {confirm}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={(event) => void submit(event)}>
        <SpaceBetween size="l">
          {error !== null && <Problem error={error} />}
          {children}
        </SpaceBetween>
      </form>
    </Dialog>
  );
}
