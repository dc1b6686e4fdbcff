import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { moment } from '../formats/time.ts';
import { Empty } from '../parts/empty.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { InviteDialog } from './invite.tsx';
import { type AskedOfMember, MemberConfirmation } from './member-confirmation.tsx';
import { type Member, otherRole, roles } from './member-words.ts';

const onlyAdmin = 'A tenant needs an admin, and this is the only one. Make somebody else an admin first.';

interface RowProps {
  readonly member: Member;
  readonly last: boolean;
  ask(asked: AskedOfMember): void;
}

function RowActions({ member, last, ask }: RowProps) {
  const change = otherRole(member.role) === 'admin' ? 'Make an admin' : 'Make a member';
  const reason = last ? { disabled: true, disabledReason: onlyAdmin } : {};
  return (
    <SpaceBetween size="m" direction="horizontal">
      <Button
        variant="inline-link"
        ariaLabel={`${change}: ${member.email}`}
        onClick={() => ask({ what: 'role', member })}
        {...reason}
      >
        {change}
      </Button>
      <Button
        variant="inline-link"
        ariaLabel={`Remove: ${member.email}`}
        onClick={() => ask({ what: 'removal', member })}
        {...reason}
      >
        Remove
      </Button>
    </SpaceBetween>
  );
}

/** Who belongs to the tenant, and what an admin can do about it. */
export function MembersTable() {
  const { likeness, identity } = useService();
  const [inviting, setInviting] = useState(false);
  const [asked, setAsked] = useState<AskedOfMember | null>(null);
  const known = useAsked('members', (signal) => answerTo(likeness.http.GET('/v1/members', { signal })));
  const members = known.data?.data ?? [];
  const admins = members.filter(({ role }) => role === 'admin').length;

  const columns: readonly TableProps.ColumnDefinition<Member>[] = [
    {
      id: 'email',
      header: 'Address',
      isRowHeader: true,
      cell: ({ id, email }) => (
        <SpaceBetween size="xs" direction="horizontal">
          <span>{email}</span>
          {id === identity.id && <Badge color="blue">You</Badge>}
        </SpaceBetween>
      ),
      minWidth: 200,
    },
    { id: 'role', header: 'Role', cell: ({ role }) => roles[role].text, minWidth: 100 },
    {
      id: 'state',
      header: 'State',
      cell: ({ status }) =>
        status === 'invited' ? (
          <StatusIndicator type="pending">Invited</StatusIndicator>
        ) : (
          <StatusIndicator>Active</StatusIndicator>
        ),
      minWidth: 120,
    },
    {
      id: 'since',
      header: 'Since',
      cell: ({ createdAt }) => <time dateTime={createdAt}>{moment(createdAt)}</time>,
      minWidth: 190,
    },
    {
      id: 'actions',
      header: 'Actions',
      cell: (member) => <RowActions member={member} last={member.role === 'admin' && admins === 1} ask={setAsked} />,
      minWidth: 260,
    },
  ];

  return (
    <>
      <ListTable
        asked={known}
        title="Members"
        {...(known.data !== null && { counter: `(${members.length})` })}
        description={`Who belongs to ${identity.tenant}. Members work with runs and subjects; admins look after the tenant too.`}
        actions={
          <Button variant="primary" onClick={() => setInviting(true)}>
            Invite somebody
          </Button>
        }
        trackBy="id"
        items={members}
        columnDefinitions={columns}
        empty={<Empty title="Nobody yet" />}
      />
      {inviting && <InviteDialog onInvited={known.again} onClose={() => setInviting(false)} />}
      {asked !== null && <MemberConfirmation asked={asked} onDone={known.again} onClose={() => setAsked(null)} />}
    </>
  );
}
