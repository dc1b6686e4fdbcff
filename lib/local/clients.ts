import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ulid } from 'ulid';
import { z } from 'zod';
import { InputError } from '../domain/errors.ts';
import { machineClient, type Scope } from '../domain/identity.ts';
import { clientKey, NAME } from '../domain/keys.ts';
import type { Clock } from '../ports/clock.ts';
import type { Records } from '../ports/records.ts';
import type { Issuer } from './issuer.ts';

/** How long a machine client's token lasts, in seconds, as in Cognito unless that is told otherwise. */
const lifetime = 3600;

/** A secret is known by this alone; in the cloud Cognito keeps it, and the record has none. */
const keptSecret = z.object({ salt: z.string(), hash: z.string() });
const localClient = machineClient.extend({ secret: keptSecret });

export interface NewClient {
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** The machine clients of one machine. */
export interface Clients {
  /**
   * Registers a client. Nobody can read its secret again.
   * @throws InputError `OptionInvalid` for a tenant or client that can't be called so, or a client without scopes
   */
  register(client: NewClient): Promise<{ readonly clientId: string; readonly secret: string }>;
  /**
   * OAuth's client credentials grant. No scopes asked for are all that the client has.
   * @throws InputError `TokenInvalid` for a client or secret that is not known, `NotPermitted` for a scope that the
   * client does not have
   */
  clientCredentials(
    clientId: string,
    secret: string,
    scopes: readonly string[],
  ): Promise<{ readonly token: string; readonly scopes: readonly Scope[]; readonly seconds: number }>;
}

export function localClients(
  records: Pick<Records, 'get' | 'create'>,
  issuer: Pick<Issuer, 'issueForClient'>,
  clock: Clock,
): Clients {
  return {
    async register({ tenant, name, scopes }) {
      check({ tenant, name, scopes });
      const clientId = ulid().toLowerCase();
      const secret = randomBytes(32).toString('base64url');
      const salt = randomBytes(16).toString('base64url');
      const kept = { salt, hash: (await hashOf(secret, salt)).toString('base64url') };
      const about = { tenant, name, scopes: [...scopes], createdAt: clock.now() };
      await records.create({ ...clientKey(clientId), ...about, secret: kept });
      return { clientId, secret };
    },

    async clientCredentials(clientId, secret, asked) {
      const record = await records.get(clientKey(clientId));
      const client = record && localClient.parse(record);
      if (client === undefined || !(await isSecret(secret, client.secret))) {
        throw new InputError('TokenInvalid', "The client's id or its secret is wrong.");
      }
      const foreign = asked.find((scope) => !client.scopes.some((own) => own === scope));
      if (foreign !== undefined) {
        const own = client.scopes.join(', ');
        throw new InputError(
          'NotPermitted',
          `The client ${client.name} does not have the scope ${foreign}: it has ${own}.`,
        );
      }
      const scopes = client.scopes.filter((scope) => asked.length === 0 || asked.includes(scope));
      const token = await issuer.issueForClient({ clientId, scopes, seconds: lifetime });
      return { token, scopes, seconds: lifetime };
    },
  };
}

function check({ tenant, name, scopes }: NewClient): void {
  for (const [what, text] of [
    ['tenant', tenant],
    ['client', name],
  ] as const) {
    if (NAME.test(text)) continue;
    const form = 'lower-case letters, digits and hyphens, 63 at most';
    throw new InputError('OptionInvalid', `A ${what}'s name has ${form}; not '${text}'.`);
  }
  if (scopes.length === 0) throw new InputError('OptionInvalid', 'A client needs one scope at least.');
}

const hashOf = (secret: string, salt: string): Promise<Buffer> =>
  promisify<string, Buffer, number, Buffer>(scrypt)(secret, Buffer.from(salt, 'base64url'), 32);

const isSecret = async (secret: string, { salt, hash }: z.infer<typeof keptSecret>): Promise<boolean> =>
  timingSafeEqual(await hashOf(secret, salt), Buffer.from(hash, 'base64url'));
