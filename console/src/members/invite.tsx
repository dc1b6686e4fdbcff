import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { InvitationShown, type Invited } from './invitation.tsx';
import { type Role, roleNames, roles } from './member-words.ts';

interface InviteDialogProps {
  onInvited(): void;
  onClose(): void;
}

/** Asks whom to invite. Where nothing is mailed, the invitation is shown then, to be handed over. */
export function InviteDialog({ onInvited, onClose }: InviteDialogProps) {
  const { likeness, identity } = useService();
  const notices = useNotices();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('member');
  const [fault, setFault] = useState<string | null>(null);
  const [invited, setInvited] = useState<Invited | null>(null);

  async function send(): Promise<void> {
    const address = email.trim();
    if (!/^[^\s@]+@[^\s@]+$/.test(address)) return setFault('Write an address of mail, such as ann@example.com.');
    const made = await answerTo(likeness.http.POST('/v1/members', { body: { email: address, role } }));
    onInvited();
    if (made.invitation !== null) return setInvited({ email: made.email, invitation: made.invitation });
    notices.succeeded(`${made.email} is invited. The invitation is on its way by mail.`);
    onClose();
  }

  if (invited !== null) return <InvitationShown invited={invited} onClose={onClose} />;
  return (
    <FormDialog title="Invite somebody" confirm="Invite" send={send} onClose={onClose}>
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
    </FormDialog>
  );
}
