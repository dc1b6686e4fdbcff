import { InputError } from '../../lib/domain/errors.ts';
import type { Role, Scope } from '../../lib/domain/identity.ts';
import type { Directory, DirectoryClient, Member } from '../../lib/ports/directory.ts';

/** Of one tenant; a user pool has room for a thousand of all. */
const mostClients = 20;

/**
 * Gives a member another role.
 * @throws InputError `MemberUnknown`; `LastAdmin` where the tenant would have no admin left
 */
export function changeRole(directory: Directory, tenant: string, username: string, role: Role): Promise<Member> {
  return role === 'admin' ? directory.changeRole(tenant, username, role) : demote(directory, tenant, username);
}

/**
 * Removes a member, who is an admin no more before that: what is removed could not be given back.
 * @throws InputError `MemberUnknown`; `LastAdmin` where the tenant would have no admin left
 */
export async function removeMember(directory: Directory, tenant: string, username: string): Promise<void> {
  await demote(directory, tenant, username);
  await directory.remove(tenant, username);
}

/** Looks before it does so, and since another admin may go at the same moment, once more afterwards. */
async function demote(directory: Directory, tenant: string, username: string): Promise<Member> {
  const before = await adminsOf(directory, tenant);
  const wasAdmin = before.includes(username);
  if (wasAdmin && before.length === 1) throw lastAdmin();
  const member = await directory.changeRole(tenant, username, 'member');
  if (wasAdmin && (await adminsOf(directory, tenant)).length === 0) {
    await directory.changeRole(tenant, username, 'admin');
    throw lastAdmin();
  }
  return member;
}

async function adminsOf(directory: Directory, tenant: string): Promise<string[]> {
  const members = await directory.members(tenant);
  return members.filter(({ role }) => role === 'admin').map(({ username }) => username);
}

const lastAdmin = (): InputError =>
  new InputError('LastAdmin', 'The tenant would have no admin left. Make another member one first.');

/**
 * Makes a machine client.
 * @throws InputError `QuotaExceeded`; `OptionInvalid` for a name that no client has
 */
export async function createClient(
  directory: Directory,
  tenant: string,
  { name, scopes }: { readonly name: string; readonly scopes: readonly Scope[] },
): Promise<DirectoryClient & { readonly secret: string }> {
  if ((await directory.clients(tenant)).length >= mostClients) {
    throw new InputError('QuotaExceeded', `A tenant has at most ${mostClients} machine clients. Delete one first.`);
  }
  return directory.createClient(tenant, { name, scopes: [...new Set(scopes)] });
}
