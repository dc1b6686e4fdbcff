import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
  CreateGroupCommand,
  GroupExistsException,
  paginateListUsersInGroup,
  ResourceNotFoundException,
  UserNotFoundException,
  UsernameExistsException,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import { emailOf, emailTaken, memberUnknown } from '../domain/directory.ts';
import { groupOf, type Role, roles } from '../domain/identity.ts';
import type { Directory, Member } from '../ports/directory.ts';

type Members = Pick<Directory, 'members' | 'invite' | 'changeRole' | 'remove'>;

/**
 * Members by the groups of a user pool whose users are known by their addresses. A group is made when it is first needed.
 * An account that is in no tenant's group, as one whose invitation broke off, is whoever's invites it next.
 */
export function cognitoMembers(client: CognitoIdentityProviderClient, userPoolId: string): Members {
  const pool = { UserPoolId: userPoolId };

  /** @throws InputError `MemberUnknown` */
  const groupsOf = async (username: string): Promise<string[]> => {
    const asked = new AdminListGroupsForUserCommand({ ...pool, Username: username });
    const { Groups = [] } = await client.send(asked).catch(unknownMeans(username));
    return Groups.map(({ GroupName = '' }) => GroupName);
  };

  const join = async (username: string, group: string): Promise<void> => {
    const add = () => client.send(new AdminAddUserToGroupCommand({ ...pool, Username: username, GroupName: group }));
    try {
      await add();
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      await client.send(new CreateGroupCommand({ ...pool, GroupName: group })).catch((failure: unknown) => {
        if (!(failure instanceof GroupExistsException)) throw failure;
      });
      await add();
    }
  };

  const found = async (username: string, role: Role): Promise<Member> => {
    const user = await client.send(new AdminGetUserCommand({ ...pool, Username: username }));
    return memberOf({ ...user, Attributes: user.UserAttributes }, role);
  };

  /** @throws InputError `NameTaken` */
  const create = async (email: string): Promise<string> => {
    try {
      const { User } = await client.send(
        new AdminCreateUserCommand({
          ...pool,
          Username: email,
          DesiredDeliveryMediums: ['EMAIL'],
          // Whoever signs in with the password that was sent there has it; without, nobody could ask for a new one.
          UserAttributes: [
            { Name: 'email', Value: email },
            { Name: 'email_verified', Value: 'true' },
          ],
        }),
      );
      return User?.Username ?? email;
    } catch (error) {
      if (!(error instanceof UsernameExistsException) || (await groupsOf(email)).some(isOfTenant)) {
        throw error instanceof UsernameExistsException ? emailTaken(email) : error;
      }
      return email;
    }
  };

  /** The groups of the tenant that the member is in: one, unless a change of role broke off. */
  const groupsIn = async (tenant: string, username: string): Promise<string[]> => {
    const groups = await groupsOf(username);
    const own = roles.map((role) => groupOf(tenant, role)).filter((group) => groups.includes(group));
    if (own.length === 0) throw memberUnknown(username);
    return own;
  };

  const membersIn = async (tenant: string, role: Role): Promise<Member[]> => {
    const members: Member[] = [];
    const asked = { ...pool, GroupName: groupOf(tenant, role) };
    try {
      for await (const { Users = [] } of paginateListUsersInGroup({ client }, asked)) {
        members.push(...Users.map((user) => memberOf(user, role)));
      }
      return members;
    } catch (error) {
      // The group is made with its first member.
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  };

  return {
    async members(tenant) {
      const all = (await Promise.all(roles.map((role) => membersIn(tenant, role)))).flat();
      return all.sort((one, other) => (one.email < other.email ? -1 : 1));
    },

    async invite(tenant, { email, role }) {
      const username = await create(emailOf(email));
      await join(username, groupOf(tenant, role));
      return { ...(await found(username, role)), invitation: null };
    },

    async changeRole(tenant, username, role) {
      const group = groupOf(tenant, role);
      const before = await groupsIn(tenant, username);
      // Joined first: a member of two groups gets nothing, and is still found by the call that mends it.
      if (!before.includes(group)) await join(username, group);
      for (const left of before.filter((name) => name !== group)) {
        await client.send(new AdminRemoveUserFromGroupCommand({ ...pool, Username: username, GroupName: left }));
      }
      return found(username, role);
    },

    async remove(tenant, username) {
      await groupsIn(tenant, username);
      await client.send(new AdminDeleteUserCommand({ ...pool, Username: username })).catch(unknownMeans(username));
    },
  };
}

const isOfTenant = (group: string): boolean => roles.some((role) => group.endsWith(`.${role}`));

const unknownMeans =
  (username: string) =>
  (error: unknown): never => {
    throw error instanceof UserNotFoundException ? memberUnknown(username) : error;
  };

const memberOf = (user: UserType, role: Role): Member => ({
  username: user.Username ?? '',
  email: attributeOf(user.Attributes, 'email'),
  role,
  status: user.UserStatus === 'FORCE_CHANGE_PASSWORD' ? 'invited' : 'active',
  createdAt: user.UserCreateDate?.toISOString() ?? '',
});

const attributeOf = (attributes: readonly AttributeType[] | undefined, name: string): string =>
  attributes?.find(({ Name }) => Name === name)?.Value ?? '';
