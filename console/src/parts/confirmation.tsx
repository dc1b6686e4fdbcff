import { FormDialog, type FormDialogProps } from './form-dialog.tsx';

interface ConfirmationProps extends Omit<FormDialogProps, 'send' | 'size'> {
  /** Does it. */
  act(): Promise<void>;
  /** Called once it is done, or left. */
  onClose(): void;
}

/** Asks before something is done, and says what will happen. */
export function Confirmation({ act, children, ...props }: ConfirmationProps) {
  async function send(): Promise<void> {
    await act();
    props.onClose();
  }
  return (
    <FormDialog leave="Leave it" {...props} send={send}>
      <div>{children}</div>
    </FormDialog>
  );
}
