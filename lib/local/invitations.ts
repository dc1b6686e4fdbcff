import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { sha256 } from '../domain/digest.ts';
import { InputError } from '../domain/errors.ts';
import type { Role } from '../domain/identity.ts';
import {
  invitationKey,
  invitationKeyStart,
  memberKey,
  NAME,
  personKey,
  personKeyStart,
  sharedPartition,
} from '../domain/keys.ts';
import type { Clock } from '../ports/clock.ts';
import type { Records, Write } from '../ports/records.ts';
import { memberNamed, userFault } from './people.ts';
import { hashPassword } from './sign-in/passwords.ts';

/** How long an invitation lasts, in seconds: a day. */
const lifetime = 24 * 3600;

const invitation = z.object({
  tenant: z.string().regex(NAME),
  /** Null where the person chooses the name too: the first of an installation, who is an admin. */
  user: z.string().nullable(),
  /** Seconds since 1970. */
  expiresAt: z.number(),
  used: z.boolean().optional(),
});

export interface Invitation {
  readonly tenant: string;
  readonly user: string | null;
}

/** What whoever is invited gets. */
export interface Invited {
  /** Who has it chooses the password, once. Nobody can read it again. */
  readonly code: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** How people come to be on one machine: each chooses the password, at an address that works once, for a day. */
export interface Invitations {
  /**
   * Makes a person of the tenant, and invites them.
   * @throws InputError `OptionInvalid` for names that can't be had, `NameTaken`
   */
  add(person: { readonly tenant: string; readonly user: string; readonly role: Role }): Promise<Invited>;
  /**
   * Invites the first person, an admin of the tenant, and nobody else who was invited so before; null once there are people.
   * @throws InputError `OptionInvalid` for a tenant that can't be called so
   */
  addFirst(tenant: string): Promise<Invited | null>;
  /** Whom the code invites; null for one that is none, was used or has expired. */
  find(code: string): Promise<Invitation | null>;
  /**
   * Takes the invitation: this is the person's password from now on.
   * @param user the name that the first person chose; others have theirs
   * @returns the person's name; null where the invitation no longer holds
   */
  accept(code: string, user: string, password: string): Promise<string | null>;
}

/** Where an invitation is taken. */
export const invitationAddress = (url: string, { code }: Invited): string => `${url}/oauth2/join?code=${code}`;

export function localInvitations(records: Records, clock: Clock): Invitations {
  const now = () => Math.floor(Date.parse(clock.now()) / 1000);

  const isAnybody = async (): Promise<boolean> => (await records.query(sharedPartition, personKeyStart)).length > 0;

  function invite({ tenant, user }: Invitation) {
    const code = randomBytes(32).toString('base64url');
    const expiresAt = now() + lifetime;
    const record = { ...invitationKey(sha256(code)), tenant, user, expiresAt };
    return { digest: sha256(code), record, invited: { code, expiresAt: new Date(expiresAt * 1000).toISOString() } };
  }

  async function find(code: string): Promise<Invitation | null> {
    const digest = sha256(code);
    const found = invitation.optional().parse(await records.get(invitationKey(digest)));
    if (found === undefined || found.used || found.expiresAt <= now()) return null;
    const { tenant, user } = found;
    if (user === null) return (await isAnybody()) ? null : { tenant, user };
    // Who was removed, or added anew, has been invited by nothing from before.
    const asked = await memberNamed(records, user);
    return asked?.tenant === tenant && asked.invitation === digest ? { tenant, user } : null;
  }

  return {
    async add({ tenant, user, role }) {
      checkTenant(tenant);
      const fault = userFault(user);
      if (fault !== null) throw new InputError('OptionInvalid', fault);
      const { digest, record, invited } = invite({ tenant, user });
      const about = { tenant, user, role, createdAt: clock.now(), password: null, invitation: digest };
      const added = await records.transact([...newMember(about), { create: record }]);
      if (!added) throw new InputError('NameTaken', `There is a user '${user}' on this machine already.`);
      return invited;
    },

    async addFirst(tenant) {
      checkTenant(tenant);
      if (await isAnybody()) return null;
      for (const earlier of await records.query(sharedPartition, invitationKeyStart)) await records.delete(earlier);
      const { record, invited } = invite({ tenant, user: null });
      await records.create(record);
      return invited;
    },

    find,

    async accept(code, chosen, newPassword) {
      const found = await find(code);
      if (found === null) return null;
      const { tenant, user } = found;
      const kept = { password: await hashPassword(newPassword), invitation: null };
      const digest = sha256(code);
      const used: Write = { update: invitationKey(digest), changes: { used: true }, expected: { used: undefined } };
      const changed: Write[] =
        user === null
          ? newMember({ tenant, user: chosen, role: 'admin', createdAt: clock.now(), ...kept })
          : [{ update: memberKey(tenant, user), changes: kept, expected: { invitation: digest } }];
      return (await records.transact([used, ...changed])) ? (user ?? chosen) : null;
    },
  };
}

/** A person's record, and the one that it is found by. */
function newMember(member: {
  readonly tenant: string;
  readonly user: string;
  readonly role: Role;
  readonly createdAt: string;
  readonly password: string | null;
  readonly invitation: string | null;
}): Write[] {
  const { tenant, user } = member;
  return [{ create: { ...memberKey(tenant, user), ...member } }, { create: { ...personKey(user), tenant } }];
}

function checkTenant(tenant: string): void {
  if (NAME.test(tenant)) return;
  const form = 'lower-case letters, digits and hyphens, 63 at most';
  throw new InputError('OptionInvalid', `A tenant's name has ${form}; not '${tenant}'.`);
}
