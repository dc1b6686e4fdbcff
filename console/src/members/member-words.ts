import type { components } from '@likeness/client';

export type Member = components['schemas']['Member'];
export type Role = Member['role'];

/** How each role is called, and what it lets. */
export const roles: Readonly<Record<Role, { readonly text: string; readonly lets: string }>> = {
  member: {
    text: 'Member',
    lets: 'Sees the subjects, runs and results of the tenant, starts runs, and asks endpoints.',
  },
  admin: {
    text: 'Admin',
    lets: 'May do all that a member may, and looks after the tenant: members, machine clients, quotas, webhooks, retention and the audit log.',
  },
};

export const roleNames = Object.keys(roles) as Role[];

export const otherRole = (role: Role): Role => (role === 'admin' ? 'member' : 'admin');

interface MemberWords {
  readonly title: string;
  /** What will happen. */
  readonly happens: string;
  readonly confirm: string;
  readonly done: string;
}

const soon = 'It takes effect within an hour.';

/** What a change of role says before and after; `you` are the member where that is so. */
export function roleWords({ email, role }: Member, you: boolean): MemberWords {
  const name = you ? 'You' : email;
  if (role === 'member') {
    return {
      title: `Make ${email} an admin?`,
      happens: `${name} may then do all that you may: invite and remove people, make machine clients, change quotas, webhooks and retention, and read the audit log. ${soon}`,
      confirm: 'Make an admin',
      done: `${email} is an admin.`,
    };
  }
  return {
    title: you ? 'Make yourself a member?' : `Make ${email} a member?`,
    happens: `${name} can no longer look after the tenant: members, machine clients, usage and quotas, webhooks, retention and the audit log. Runs, subjects and endpoints stay as they are. ${soon}${you ? ' Only another admin can undo it.' : ''}`,
    confirm: 'Make a member',
    done: you ? 'You are a member.' : `${email} is a member.`,
  };
}

/** What a removal says before and after. */
export function removalWords({ email, status }: Member, you: boolean): MemberWords {
  const title = you ? 'Remove yourself?' : `Remove ${email}?`;
  const happens =
    status === 'invited'
      ? 'The invitation is worth nothing from then on. You can invite the same address again.'
      : `${you ? 'Your' : 'The'} account is deleted, and there is no signing in with it any more; what is open ends within an hour. Runs and subjects stay: they belong to the tenant.${you ? ' Only another admin can invite you again.' : ''}`;
  return { title, happens, confirm: 'Remove', done: you ? 'You are removed.' : `${email} is removed.` };
}
