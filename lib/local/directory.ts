import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { emailOf, emailTaken, memberUnknown } from '../domain/directory.ts';
import { roles } from '../domain/identity.ts';
import { clientKey, sharedPartition, tenantClientKey, tenantPartition } from '../domain/keys.ts';
import { clientRecords } from '../ports/client-records.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory, Member } from '../ports/directory.ts';
import type { Records } from '../ports/records.ts';
import type { Clients } from './clients.ts';

const memberRecord = z.object({
  username: z.string(),
  email: z.string(),
  role: z.enum(roles),
  createdAt: z.string(),
});

const memberKeyStart = 'MEMBER#';
const memberKey = (tenant: string, username: string) => ({
  pk: tenantPartition(tenant),
  sk: `${memberKeyStart}${username}`,
});
/** Of all tenants: an address has one account. */
const accountKey = (email: string) => ({ pk: sharedPartition, sk: `ACCOUNT#${email}` });

/**
 * The members and machine clients of one machine, as records. Nobody signs in there: whoever may read the data folder
 * makes tokens for members, and no invitation is sent.
 */
export function localDirectory(records: Records, clients: Pick<Clients, 'register'>, clock: Clock): Directory {
  const kept = clientRecords(records);

  /** @throws InputError `MemberUnknown` */
  const require = async (tenant: string, username: string): Promise<Member> => {
    const record = await records.get(memberKey(tenant, username));
    if (record === undefined) throw memberUnknown(username);
    return memberOf(record);
  };

  return {
    async members(tenant) {
      const all = (await records.query(tenantPartition(tenant), memberKeyStart)).map(memberOf);
      return all.sort((one, other) => (one.email < other.email ? -1 : 1));
    },

    async invite(tenant, asked) {
      const email = emailOf(asked.email);
      const member = { username: randomUUID(), email, role: asked.role, createdAt: clock.now() };
      const made = await records.transact([
        { create: { ...accountKey(email), tenant, username: member.username } },
        { create: { ...memberKey(tenant, member.username), ...member } },
      ]);
      if (!made) throw emailTaken(email);
      return memberOf(member);
    },

    async changeRole(tenant, username, role) {
      if (!(await records.update(memberKey(tenant, username), { role }))) throw memberUnknown(username);
      return require(tenant, username);
    },

    async remove(tenant, username) {
      const { email } = await require(tenant, username);
      await records.transact([{ remove: memberKey(tenant, username) }, { remove: accountKey(email) }]);
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

const memberOf = (record: unknown): Member => ({ ...memberRecord.parse(record), status: 'active' });
