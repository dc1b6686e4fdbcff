import { emailOf, emailTaken, memberUnknown } from '../domain/directory.ts';
import { InputError } from '../domain/errors.ts';
import { clientKey, memberKey, tenantClientKey } from '../domain/keys.ts';
import { clientRecords } from '../ports/client-records.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory, Member } from '../ports/directory.ts';
import type { Records } from '../ports/records.ts';
import type { Clients } from './clients.ts';
import { invitationAddress, localInvitations } from './invitations.ts';
import { localPeople, type Member as Person } from './people.ts';

export interface LocalDirectoryOptions {
  readonly records: Records;
  readonly clients: Pick<Clients, 'register'>;
  readonly clock: Clock;
  /** Where people sign in. */
  readonly url: () => string;
}

/**
 * The members and machine clients of one machine. People are called by their addresses there; no mail is sent, so that
 * whoever invites hands the invitation over.
 */
export function localDirectory({ records, clients, clock, url }: LocalDirectoryOptions): Directory {
  const people = localPeople(records);
  const invitations = localInvitations(records, clock);
  const kept = clientRecords(records);

  /** @throws InputError `MemberUnknown` */
  const require = async (tenant: string, username: string): Promise<Member> => {
    const found = (await people.list(tenant)).find(({ user }) => user === username);
    if (found === undefined) throw memberUnknown(username);
    return memberOf(found);
  };

  return {
    async members(tenant) {
      const all = (await people.list(tenant)).map(memberOf);
      return all.sort((one, other) => (one.email < other.email ? -1 : 1));
    },

    async invite(tenant, { email: asked, role }) {
      const email = emailOf(asked);
      const invited = await invitations.add({ tenant, user: email, role }).catch((error: unknown) => {
        throw error instanceof InputError && error.code === 'NameTaken' ? emailTaken(email) : error;
      });
      return { ...(await require(tenant, email)), invitation: invitationAddress(url(), invited) };
    },

    async changeRole(tenant, username, role) {
      if (!(await records.update(memberKey(tenant, username), { role }))) throw memberUnknown(username);
      return require(tenant, username);
    },

    async remove(tenant, username) {
      await require(tenant, username);
      await people.remove(tenant, username);
    },

    clients: kept.of,

    async createClient(tenant, { name, scopes }) {
      const { clientId, secret } = await clients.register({ tenant, name, scopes });
      const made = { clientId, name, scopes: [...scopes], createdAt: clock.now() };
      await records.create({ ...tenantClientKey(tenant, clientId), ...made });
      return { ...made, secret };
    },

    async deleteClient(tenant, clientId) {
      await kept.require(tenant, clientId);
      await records.transact([{ remove: clientKey(clientId) }, { remove: tenantClientKey(tenant, clientId) }]);
    },
  };
}

const memberOf = ({ user, role, createdAt, invited }: Person): Member => ({
  username: user,
  email: user,
  role,
  status: invited ? 'invited' : 'active',
  createdAt,
});
