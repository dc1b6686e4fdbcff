import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import { Copied } from '../parts/copied.tsx';
import { ShownOnce } from '../parts/shown-once.tsx';

export interface Invited {
  readonly email: string;
  /** Where they choose a password. */
  readonly invitation: string;
}

/** An invitation that is not mailed, the one time that it can be seen. */
export function InvitationShown({ invited: { email, invitation }, onClose }: { invited: Invited; onClose(): void }) {
  return (
    <ShownOnce title={`${email} is invited`} kept="Done" onClose={onClose}>
      <Box>
        No mail is sent from here: hand this address over yourself, by a way that only they can read. They choose a
        password there and are in.
      </Box>
      <Copied text={invitation} what="invitation" />
      <Alert type="info">
        It works once, within a day, and is shown only now. If it gets lost, remove {email} and invite them again.
      </Alert>
    </ShownOnce>
  );
}
