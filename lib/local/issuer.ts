import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { InputError } from '../domain/errors.ts';
import { groupOf, type Role, type Scope } from '../domain/identity.ts';
import { NAME } from '../domain/keys.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import type { TokenVerifier } from '../ports/tokens.ts';
import { tokenVerifier } from '../web/tokens.ts';
import { issuerKeys, type PublicKey } from './issuer-keys.ts';

/** The user pool that one machine stands for: of a form that Cognito's have, in a region that there isn't. */
const region = 'xx-local-1';
export const localUserPool = `${region}_likeness`;
/** Nothing is ever asked of this address. */
const issuerAddress = `https://cognito-idp.${region}.amazonaws.com/${localUserPool}`;
/** The application that people's tokens are for which no sign-in gave them. */
const application = 'likeness';

/** The longest that a token lasts, in seconds: a day, as in Cognito. */
const longest = 24 * 3600;
/** What Cognito takes for a username. */
const username = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** A person who signed in to an application. */
export interface SignedIn {
  readonly tenant: string;
  readonly user: string;
  readonly role: Role;
  /** The application. */
  readonly clientId: string;
  /** Separated by spaces. */
  readonly scope: string;
  /** When the password was given, in seconds since 1970. */
  readonly authTime: number;
  /** The application's own, of an authorization request; undefined where it gave none. */
  readonly nonce?: string | undefined;
  /** The address by which the application knows who issues: an ID token names it, since an application checks that. */
  readonly issuer: string;
  readonly seconds: number;
}

/** Issues the access tokens of one machine, with the claims of Cognito's. */
export interface Issuer {
  /**
   * A person's token.
   * @throws InputError `OptionInvalid` for a tenant or user that can't be called so, and for a time of no second or more than a day
   */
  issue(person: {
    readonly tenant: string;
    readonly user: string;
    readonly role: Role;
    readonly seconds: number;
  }): Promise<string>;
  /**
   * The access token of a person who signed in, and the ID token that tells the application who it was.
   * @throws InputError `OptionInvalid` as `issue` does
   */
  issueSignIn(person: SignedIn): Promise<{ readonly accessToken: string; readonly idToken: string }>;
  /**
   * The token of a machine client, which has shown that it is this client and may have these scopes.
   * @throws InputError `OptionInvalid` for a time of no second or more than a day
   */
  issueForClient(client: {
    readonly clientId: string;
    readonly scopes: readonly Scope[];
    readonly seconds: number;
  }): Promise<string>;
  /** The public keys of all tokens that may still hold. */
  jwks(): Promise<{ keys: PublicKey[] }>;
  /** Signs with a new key from now on. Tokens from before hold until they expire. */
  rotate(): Promise<void>;
}

/**
 * Opens the issuer whose keys are in `folder`, and makes its first key where there is none.
 * @throws InputError `DiskFull`; `SetupIncomplete` where the keys can't be used
 */
export async function openIssuer(folder: string, clock: Clock = systemClock): Promise<Issuer> {
  const keys = await issuerKeys(folder, longest, clock);

  async function sign(seconds: number, claims: { [claim: string]: string | string[] | number }): Promise<string> {
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > longest) {
      throw new InputError('OptionInvalid', 'A token lasts a whole number of seconds, from one to those of 24 hours.');
    }
    const key = await keys.current();
    const now = Math.floor(Date.parse(clock.now()) / 1000);
    const common = { iss: issuerAddress, token_use: 'access', jti: randomUUID(), auth_time: now };
    return new SignJWT({ ...common, ...claims })
      .setProtectedHeader({ alg: key.alg, kid: key.kid })
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(key);
  }

  return {
    async issue({ tenant, user, role, seconds }) {
      checkNames(tenant, user);
      const groups = [groupOf(tenant, role)];
      return sign(seconds, {
        ...{ sub: user, username: user, 'cognito:groups': groups },
        ...{ client_id: application, scope: 'openid' },
      });
    },

    async issueSignIn({ tenant, user, role, clientId, scope, authTime, nonce, issuer, seconds }) {
      checkNames(tenant, user);
      const about = { sub: user, 'cognito:groups': [groupOf(tenant, role)], auth_time: authTime };
      const accessToken = await sign(seconds, { ...about, username: user, client_id: clientId, scope });
      const idToken = await sign(seconds, {
        ...{ ...about, iss: issuer, aud: clientId, token_use: 'id', 'cognito:username': user },
        ...(nonce !== undefined && { nonce }),
      });
      return { accessToken, idToken };
    },

    async issueForClient({ clientId, scopes, seconds }) {
      return sign(seconds, { sub: clientId, client_id: clientId, scope: scopes.join(' ') });
    },

    async jwks() {
      return { keys: await keys.published() };
    },

    rotate: keys.rotate,
  };
}

function checkNames(tenant: string, user: string): void {
  if (!NAME.test(tenant)) {
    const form = 'lower-case letters, digits and hyphens, 63 at most';
    throw new InputError('OptionInvalid', `A tenant's name has ${form}; not '${tenant}'.`);
  }
  if (!username.test(user)) {
    throw new InputError('OptionInvalid', `A user's name has no spaces and 128 characters at most; not '${user}'.`);
  }
}

/** Verifies this issuer's tokens by the cloud's code, with the keys as they are now. */
export const localTokens = ({ jwks }: Pick<Issuer, 'jwks'>): TokenVerifier =>
  tokenVerifier({ userPoolId: localUserPool, clientIds: null, jwks });
