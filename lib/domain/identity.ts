import { z } from 'zod';
import { InputError } from './errors.ts';
import { NAME } from './keys.ts';

/** What a request may do; a route names the one that it takes. */
export const scopes = ['likeness/read', 'likeness/write', 'likeness/embed', 'likeness/admin'] as const;
export type Scope = (typeof scopes)[number];

export const roles = ['member', 'admin'] as const;
export type Role = (typeof roles)[number];

export const identityKinds = ['person', 'machine'] as const;

/** Who is asking, and for which tenant. */
export interface Identity {
  readonly tenant: string;
  /** `user:{username}` or `client:{client_id}`. */
  readonly principal: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly kind: (typeof identityKinds)[number];
  /** What people call it: the username, or the name of the machine client. */
  readonly name: string;
}

/** The claims of Amazon Cognito's access tokens that matter here; times are seconds since 1970. */
export const accessClaims = z.object({
  iss: z.string(),
  token_use: z.literal('access'),
  client_id: z.string().min(1),
  sub: z.string().min(1),
  /** People's alone. */
  username: z.string().min(1).optional(),
  /** People's alone. */
  'cognito:groups': z.array(z.string()).optional(),
  /** Separated by spaces. */
  scope: z.string().optional(),
  iat: z.number(),
  exp: z.number(),
  jti: z.string(),
});
export type AccessClaims = Readonly<z.infer<typeof accessClaims>>;

/** The record of a machine client: a token of client credentials says nothing of a tenant. */
export const machineClient = z.object({
  tenant: z.string().regex(NAME),
  name: z.string().min(1),
  scopes: z.array(z.enum(scopes)),
  /** ISO 8601. */
  createdAt: z.string(),
});
export type MachineClient = Readonly<z.infer<typeof machineClient>>;

/** Whether a token is of client credentials, and so needs the client's record. */
export const isMachine = (claims: AccessClaims): boolean =>
  claims.username === undefined && claims['cognito:groups'] === undefined;

/** The group of a tenant's people in one role, which is how Cognito knows both. */
export const groupOf = (tenant: string, role: Role): string => `${tenant}.${role}`;

/**
 * The identity of verified claims.
 * @param client the record of `claims.client_id`, which people's tokens need none of
 * @throws InputError `NotPermitted` for a person in no tenant's group or in several, for a client that is not
 * registered, and for one that none of its token's scopes is left of
 */
export function identityOf(claims: AccessClaims, client?: MachineClient): Identity {
  return isMachine(claims) ? machine(claims, client) : person(claims);
}

function person(claims: AccessClaims): Identity {
  const groups = (claims['cognito:groups'] ?? []).map(groupNamed).filter((group) => group !== undefined);
  const [group, ...more] = groups;
  if (group === undefined) {
    throw new InputError('NotPermitted', 'You belong to no tenant: ask an administrator of one to add you.');
  }
  if (more.length > 0) {
    const names = groups.map(({ tenant, role }) => groupOf(tenant, role)).join(', ');
    throw new InputError('NotPermitted', `You are in several groups of tenants (${names}), and may be in one alone.`);
  }
  const name = claims.username ?? claims.sub;
  const granted = scopes.filter((scope) => group.role === 'admin' || scope !== 'likeness/admin');
  return { ...group, principal: `user:${name}`, scopes: granted, kind: 'person', name };
}

/** Undefined for groups that are not ours, such as those that Cognito makes for identity providers. */
function groupNamed(group: string): Pick<Identity, 'tenant' | 'role'> | undefined {
  const dot = group.lastIndexOf('.');
  const tenant = group.slice(0, Math.max(dot, 0));
  const role = roles.find((known) => known === group.slice(dot + 1));
  return NAME.test(tenant) && role !== undefined ? { tenant, role } : undefined;
}

function machine(claims: AccessClaims, client: MachineClient | undefined): Identity {
  const { client_id: clientId } = claims;
  if (client === undefined) {
    throw new InputError('NotPermitted', `The client ${clientId} is registered for no tenant.`);
  }
  const asked = claims.scope?.split(' ') ?? [];
  const granted = scopes.filter((scope) => asked.includes(scope) && client.scopes.includes(scope));
  if (granted.length === 0) {
    const message = `The token of the client ${client.name} has none of its scopes: ${client.scopes.join(', ') || 'it has none'}.`;
    throw new InputError('NotPermitted', message);
  }
  return {
    tenant: client.tenant,
    principal: `client:${clientId}`,
    role: granted.includes('likeness/admin') ? 'admin' : 'member',
    scopes: granted,
    kind: 'machine',
    name: client.name,
  };
}

/** @throws InputError `NotPermitted` where the identity lacks the scope */
export function requireScope(identity: Identity, scope: Scope): void {
  if (identity.scopes.includes(scope)) return;
  throw new InputError('NotPermitted', `This takes the scope ${scope}, which ${identity.name} does not have.`);
}
