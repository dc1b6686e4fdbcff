import type { Role, Scope } from '../domain/identity.ts';

/** A person of a tenant. */
export interface Member {
  /** What the person's tokens call them; it never changes, and is no other person's. */
  readonly username: string;
  /** In lower case. */
  readonly email: string;
  readonly role: Role;
  /** `invited` until the person has chosen a password. */
  readonly status: 'invited' | 'active';
  /** ISO 8601. */
  readonly createdAt: string;
}

/** Somebody who was just made a member. */
export interface InvitedMember extends Member {
  /** Where the person chooses a password; null where the home sends that by mail. Whoever has it is that person. */
  readonly invitation: string | null;
}

/** A machine client of a tenant. */
export interface DirectoryClient {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** ISO 8601. */
  readonly createdAt: string;
}

/**
 * Who belongs to tenants: people by groups, and machine clients. What changes is in tokens and kept answers only after a
 * while: an hour at most for people, five minutes for clients.
 */
export interface Directory {
  /** By their addresses. */
  members(tenant: string): Promise<Member[]>;
  /**
   * Makes an account and invites its owner. Asked again after it broke off, it goes on.
   * @throws InputError `OptionInvalid` for what is no address, `NameTaken` for one that has an account in some tenant
   */
  invite(tenant: string, member: { readonly email: string; readonly role: Role }): Promise<InvitedMember>;
  /** @throws InputError `MemberUnknown`, also for a member of another tenant */
  changeRole(tenant: string, username: string, role: Role): Promise<Member>;
  /**
   * Deletes the account.
   * @throws InputError `MemberUnknown`, also for a member of another tenant
   */
  remove(tenant: string, username: string): Promise<void>;

  /** By their ids. */
  clients(tenant: string): Promise<DirectoryClient[]>;
  /**
   * Makes a client that gets tokens by OAuth's client credentials. Nobody can read its secret again.
   * @throws InputError `OptionInvalid` for a name that no client has, and for no scopes
   */
  createClient(
    tenant: string,
    client: { readonly name: string; readonly scopes: readonly Scope[] },
  ): Promise<DirectoryClient & { readonly secret: string }>;
  /** @throws InputError `ClientUnknown`, also for a client of another tenant */
  deleteClient(tenant: string, clientId: string): Promise<void>;
}
