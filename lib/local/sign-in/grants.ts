import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { sha256 } from '../../domain/digest.ts';
import { authorizationCodeKey, grantKey } from '../../domain/keys.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Records } from '../../ports/records.ts';

/** How long a code lasts, in seconds. */
const codeLasts = 60;
/** How long new tokens are had without signing in, in seconds: 30 days, however often they were had. */
const grantLasts = 30 * 24 * 3600;

const signedIn = z.object({
  user: z.string(),
  /** Of the person at that time: a person who was removed, or has another password, is not this one. */
  credential: z.string(),
  scope: z.string(),
  /** When the password was given, in seconds since 1970. */
  authTime: z.number(),
});
const codeRecord = signedIn.extend({
  redirectUri: z.string(),
  challenge: z.string(),
  nonce: z.string().nullable(),
  /** What the code is redeemed for. */
  grant: z.string(),
  expiresAt: z.number(),
  used: z.boolean().optional(),
});
const grantRecord = signedIn.extend({
  /** The digest of the secret in the one refresh token that is good. */
  current: z.string(),
  expiresAt: z.number(),
});

/** Who signed in, and what for. */
export type SignIn = Readonly<z.infer<typeof signedIn>>;

export interface NewCode extends SignIn {
  readonly redirectUri: string;
  /** PKCE's, by S256. */
  readonly challenge: string;
  readonly nonce: string | null;
}

export interface Redeemed {
  readonly signIn: SignIn;
  readonly nonce: string | null;
  readonly refreshToken: string;
}

/** Codes and refresh tokens, of the one application that people sign in to. */
export interface Grants {
  newCode(request: NewCode): Promise<string>;
  /**
   * What the code was given for; null for one that is not good for this address and verifier, and then it is good for
   * nothing any more. Whoever shows a code that was redeemed ends what it was redeemed for: one of the two stole it.
   */
  redeem(code: string, redirectUri: string, verifier: string): Promise<Redeemed | null>;
  /** The next refresh token in the place of this one; null for one that isn't good, and one from before ends its successors. */
  rotate(refreshToken: string): Promise<Omit<Redeemed, 'nonce'> | null>;
  /** No error where it is none. */
  revoke(refreshToken: string): Promise<void>;
}

export function localGrants(records: Records, clock: Clock): Grants {
  const now = () => Math.floor(Date.parse(clock.now()) / 1000);
  const end = async (grant: string): Promise<null> => {
    await records.delete(grantKey(grant));
    return null;
  };

  return {
    async newCode(request) {
      const code = random();
      const { pk, sk } = authorizationCodeKey(sha256(code));
      await records.create({ pk, sk, ...request, grant: random(), expiresAt: now() + codeLasts });
      return code;
    },

    async redeem(code, redirectUri, verifier) {
      const key = authorizationCodeKey(sha256(code));
      const found = codeRecord.optional().parse(await records.get(key));
      if (found === undefined) return null;
      const { grant, nonce } = found;
      const fits = found.redirectUri === redirectUri && found.challenge === challengeOf(verifier);
      const use = { update: key, changes: { used: true }, expected: { used: undefined } };
      const unused = found.used === undefined;
      if (unused && (!fits || found.expiresAt <= now())) {
        await records.transact([use]);
        return null;
      }
      const signIn = signedIn.parse(found);
      const secret = random();
      const kept = { ...signIn, current: sha256(secret), expiresAt: now() + grantLasts };
      const redeemed = unused && (await records.transact([use, { create: { ...grantKey(grant), ...kept } }]));
      return redeemed ? { signIn, nonce, refreshToken: `${grant}.${secret}` } : end(grant);
    },

    async rotate(refreshToken) {
      const { grant, secret } = partsOf(refreshToken);
      const found = grantRecord.optional().parse(await records.get(grantKey(grant)));
      if (found === undefined || found.expiresAt <= now()) return null;
      const next = random();
      const isCurrent = found.current === sha256(secret);
      const rotated =
        isCurrent && (await records.update(grantKey(grant), { current: sha256(next) }, { current: found.current }));
      return rotated ? { signIn: signedIn.parse(found), refreshToken: `${grant}.${next}` } : end(grant);
    },

    async revoke(refreshToken) {
      await end(partsOf(refreshToken).grant);
    },
  };
}

const random = (): string => randomBytes(32).toString('base64url');

/** What of the verifier is known before it is shown (RFC 7636). */
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** Who knows a grant's name has had one of its tokens: it is as random as its secrets. Empty names nothing. */
function partsOf(refreshToken: string): { readonly grant: string; readonly secret: string } {
  const [, grant = '', secret = ''] = /^([\w-]{43})\.([\w-]{43})$/.exec(refreshToken) ?? [];
  return { grant, secret };
}
