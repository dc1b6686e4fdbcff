import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { InvitationModal, type Invited } from './invitation.tsx';
import { type Role, roleNames, roles } from './member-words.ts';

export interface InviteModalProps {
  onInvited(): void;
  onClose(): void;
}

/** Asks whom to invite. Where nothing is mailed, the invitation is shown then, to be handed over. */
export function InviteModal({ onInvited, onClose }: InviteModalProps) {
  const { likeness, identity } = useService();
  const notices = useNotices();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('member');
  const [fault, setFault] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [invited, setInvited] = useState<Invited | null>(null);

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    const address = email.trim();
    setError(null);
    if (!/^[^\s@]+@[^\s@]+$/.test(address)) return setFault('Write an address of mail, such as ann@example.com.');
    setBusy(true);
    try {
      const made = await answerTo(likeness.http.POST('/v1/members', { body: { email: address, role } }));
      onInvited();
      if (made.invitation === null) {
        notices.succeeded(`${made.email} is invited. The invitation is on its way by mail.`);
        onClose();
      } else setInvited({ email: made.email, invitation: made.invitation });
    } catch (thrown) {
      setError(thrown);
    }
    setBusy(false);
  }

  if (invited !== null) return <InvitationModal invited={invited} onClose={onClose} />;
  return (
    <Modal
      visible
      header="Invite somebody"
      onDismiss={() => !busy && onClose()}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" disabled={busy} onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" form="invite" loading={busy}>
              Invite
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form id="invite" noValidate onSubmit={(event) => void send(event)}>
        <SpaceBetween size="l">
          {error !== null && <Problem error={error} />}
          <FormField
            label="Address"
            description={`Whoever takes the invitation up belongs to ${identity.tenant}, and to no other tenant.`}
            errorText={fault}
          >
            <Input
              type="email"
              value={email}
              placeholder="ann@example.com"
              autoComplete={false}
              onChange={({ detail }) => {
                setEmail(detail.value);
                setFault(null);
              }}
            />
          </FormField>
          <FormField label="Role" description="It can be changed later.">
            <RadioGroup
              value={role}
              items={roleNames.map((value) => ({
                value,
                label: roles[value].text,
                description: roles[value].lets,
              }))}
              onChange={({ detail }) => setRole(detail.value as Role)}
            />
          </FormField>
        </SpaceBetween>
      </form>
    </Modal>
  );
}
