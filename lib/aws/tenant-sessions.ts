import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { ServiceError } from '../domain/errors.ts';
import { NAME } from '../domain/keys.ts';
import type { Clock } from '../ports/clock.ts';

/** What requests of one tenant are signed with. */
export interface TenantSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/**
 * The tenant's session, which holds for so many seconds more at least; or as long as AWS gives one, where that is less.
 * @throws ServiceError `Internal` for what no tenant is called
 */
export type TenantSessions = (tenant: string, seconds: number) => Promise<TenantSession>;

/** AWS gives a role's session no longer one of another role. */
export const longestSession = 3600;

/** Tenants whose sessions are held at once. */
const most = 200;

/**
 * Sessions of the role that reaches one tenant's data alone, the one of its tag `tenant`. Each is held and used again while
 * it lasts long enough; requests at the same time wait for one.
 */
export function tenantSessions(sts: STSClient, roleArn: string, clock: Clock): TenantSessions {
  /** Those used last are at the end. */
  const held = new Map<string, Promise<TenantSession>>();

  const hold = (tenant: string, session: Promise<TenantSession>): Promise<TenantSession> => {
    held.delete(tenant);
    held.set(tenant, session);
    for (const oldest of held.keys()) {
      if (held.size <= most) break;
      held.delete(oldest);
    }
    return session;
  };

  const renew = (tenant: string): Promise<TenantSession> => {
    const session = open(sts, roleArn, tenant);
    // The next request tries anew.
    session.catch(() => held.get(tenant) === session && held.delete(tenant));
    return hold(tenant, session);
  };

  return async (tenant, seconds) => {
    if (!NAME.test(tenant)) throw new ServiceError('Internal', `'${tenant}' is no tenant.`);
    const known = held.get(tenant);
    if (known === undefined) return renew(tenant);
    const session = await hold(tenant, known);
    if (session.expiration.getTime() - Date.parse(clock.now()) >= seconds * 1000) return session;
    // Another request may have renewed it meanwhile.
    const now = held.get(tenant);
    return now === undefined || now === known ? renew(tenant) : now;
  };
}

async function open(sts: STSClient, RoleArn: string, tenant: string): Promise<TenantSession> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn,
      // A name of one character would be too short, and one of 63 leaves room for one more.
      RoleSessionName: `@${tenant}`,
      DurationSeconds: longestSession,
      Tags: [{ Key: 'tenant', Value: tenant }],
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
    throw new ServiceError('Internal', `STS gave no credentials for the tenant ${tenant}.`);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}
