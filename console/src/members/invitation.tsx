import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';

export interface Invited {
  readonly email: string;
  /** Where they choose a password. */
  readonly invitation: string;
}

/** An invitation that is not mailed, the one time that it can be seen. */
export function InvitationModal({ invited: { email, invitation }, onClose }: { invited: Invited; onClose(): void }) {
  return (
    <Modal
      visible
      header={`${email} is invited`}
      // A click beside it must not lose what is shown once.
      onDismiss={({ detail }) => detail.reason !== 'overlay' && onClose()}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>
          No mail is sent from here: hand this address over yourself, by a way that only they can read. They choose a
          password there and are in.
        </Box>
        <CopyToClipboard
          variant="inline"
          textToCopy={invitation}
          copyButtonAriaLabel="Copy the invitation"
          copySuccessText="Copied"
          copyErrorText="Not copied"
        />
        <Alert type="info">
          It works once, within a day, and is shown only now. If it gets lost, remove {email} and invite them again.
        </Alert>
      </SpaceBetween>
    </Modal>
  );
}
