import { z } from 'zod';
import { sha256 } from '../domain/digest.ts';
import { InputError } from '../domain/errors.ts';
import { type Role, roles } from '../domain/identity.ts';
import { memberKey, memberKeyStart, NAME, personKey, tenantPartition } from '../domain/keys.ts';
import type { Records } from '../ports/records.ts';
import { isPassword } from './sign-in/passwords.ts';

/** One spelling a name: no capitals, and no letters that look like others. Addresses of e-mail are names too. */
const userName = /^[a-z0-9][a-z0-9._@+-]{0,127}$/;

const memberRecord = z.object({
  tenant: z.string().regex(NAME),
  user: z.string().regex(userName),
  role: z.enum(roles),
  /** ISO 8601. */
  createdAt: z.string(),
  /** What is kept of it; null until the person has chosen one. */
  password: z.string().nullable(),
  /** The digest of the code by which the person chooses one; null once that has happened. */
  invitation: z.string().nullable(),
});
type MemberRecord = Readonly<z.infer<typeof memberRecord>>;

/** Somebody of a tenant, as lists show them. */
export interface Member {
  readonly tenant: string;
  readonly user: string;
  readonly role: Role;
  readonly createdAt: string;
  /** Whether the person has yet to choose a password. */
  readonly invited: boolean;
}

/** Somebody who can sign in. */
export interface Person {
  readonly tenant: string;
  readonly user: string;
  readonly role: Role;
  /** Another with each password, so that what was signed in by the one before has ended. */
  readonly credential: string;
}

/** The people of one machine. A name is one person's, whatever the tenant; `Invitations` makes them. */
export interface People {
  /** Null for whoever is not known, or has no password yet. */
  find(user: string): Promise<Person | null>;
  /** The person whose name and password these are. Takes the same time for whoever is not known. */
  authenticate(user: string, password: string): Promise<Person | null>;
  list(tenant: string): Promise<Member[]>;
  /** @throws InputError `OptionInvalid` where the tenant has nobody called so; so does `setRole` */
  remove(tenant: string, user: string): Promise<void>;
  setRole(tenant: string, user: string, role: Role): Promise<void>;
}

/** What is wrong with a person's name; null where nothing is. */
export function userFault(user: string): string | null {
  if (userName.test(user)) return null;
  return "A user's name has small letters, digits and . _ @ + -, begins with one of the first two, and has 128 characters at most.";
}

export async function memberNamed(records: Pick<Records, 'get'>, user: string): Promise<MemberRecord | undefined> {
  if (!userName.test(user)) return undefined;
  const lookup = await records.get(personKey(user));
  return lookup && memberRecord.optional().parse(await records.get(memberKey(String(lookup.tenant), user)));
}

export function localPeople(records: Pick<Records, 'get' | 'query' | 'update' | 'transact'>): People {
  return {
    async find(user) {
      return personIn(await memberNamed(records, user));
    },

    async authenticate(user, password) {
      const found = await memberNamed(records, user);
      return (await isPassword(password, found?.password ?? null)) ? personIn(found) : null;
    },

    async list(tenant) {
      const found = await records.query(tenantPartition(tenant), memberKeyStart);
      return found.map((item) => memberIn(memberRecord.parse(item)));
    },

    async remove(tenant, user) {
      if ((await memberNamed(records, user))?.tenant !== tenant) throw unknown(tenant, user);
      await records.transact([{ remove: memberKey(tenant, user) }, { remove: personKey(user) }]);
    },

    async setRole(tenant, user, role) {
      if (!(await records.update(memberKey(tenant, user), { role }))) throw unknown(tenant, user);
    },
  };
}

function personIn(record: MemberRecord | undefined): Person | null {
  if (record === undefined || record.password === null) return null;
  const { tenant, user, role, password } = record;
  return { tenant, user, role, credential: sha256(password) };
}

function memberIn({ tenant, user, role, createdAt, password }: MemberRecord): Member {
  return { tenant, user, role, createdAt, invited: password === null };
}

const unknown = (tenant: string, user: string): InputError =>
  new InputError(
    'OptionInvalid',
    `The tenant ${tenant} has no user '${user}'. likeness member list shows those it has.`,
  );
