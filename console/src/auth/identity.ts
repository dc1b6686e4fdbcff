/** Who is signed in. */
export interface Identity {
  /** As the API names them; in the cloud nothing to read. */
  readonly id: string;
  /** Their address, or their user name where they have none. */
  readonly name: string;
  readonly tenant: string;
  readonly role: 'member' | 'admin';
}

/** What an ID token must say. */
export interface Expected {
  readonly issuer: string;
  readonly clientId: string;
  /** The request's; null after a renewal, whose token has none. */
  readonly nonce: string | null;
}

/**
 * The identity in an ID token. Its signature is not checked, as it came straight from the token endpoint
 * (OpenID Connect Core 1.0, 3.1.3.7); what it claims is.
 */
export function identityOf(idToken: string, { issuer, clientId, nonce }: Expected, now = Date.now()): Identity {
  const claims = claimsOf(idToken);
  const wrong = (what: string): never => {
    throw new Error(`The ID token is not good: ${what}. Sign in again.`);
  };
  if (claims.iss !== issuer) wrong('it is of another issuer');
  if (claims.aud !== clientId) wrong('it is for another application');
  if (nonce !== null && claims.nonce !== nonce) wrong('it answers another request');
  // A minute of difference between two clocks is nobody's fault.
  if (typeof claims.exp !== 'number' || claims.exp * 1000 < now - 60_000) wrong('its time is over');
  const { 'cognito:username': username, 'cognito:groups': groups, email } = claims;
  const [tenant, role] = tenancyOf(groups) ?? wrong('it names no tenant, or several');
  const id = typeof username === 'string' ? username : wrong('it names nobody');
  return { id, name: typeof email === 'string' ? email : id, tenant, role };
}

/** Of the one group of the form `{tenant}.member` or `{tenant}.admin`. */
function tenancyOf(groups: unknown): [string, Identity['role']] | null {
  const found = (Array.isArray(groups) ? groups : []).flatMap((group): [string, Identity['role']][] => {
    const [, tenant, role] = /^([a-z0-9][a-z0-9-]*)\.(member|admin)$/.exec(String(group)) ?? [];
    return tenant === undefined ? [] : [[tenant, role as Identity['role']]];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}
