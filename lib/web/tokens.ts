import { CognitoJwtVerifier } from 'aws-jwt-verify';
import {
  CognitoJwtInvalidClientIdError,
  CognitoJwtInvalidTokenUseError,
  JwtExpiredError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtNotBeforeError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  ParameterValidationError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import { type Jwks, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { InputError, ServiceError } from '../domain/errors.ts';
import { type AccessClaims, accessClaims } from '../domain/identity.ts';
import type { TokenVerifier } from '../ports/tokens.ts';

export interface TokenVerifierOptions {
  /** For example `eu-west-1_a1B2c3D4e`; tokens of another pool are refused. */
  readonly userPoolId: string;
  /** The applications whose tokens are taken; null for all of the pool. */
  readonly clientIds: readonly string[] | null;
  /**
   * The pool's public keys as they are now, and then nothing is fetched; the same array is the same keys. Without it they are
   * those that Cognito publishes.
   */
  readonly jwks?: () => Promise<Jwks>;
}

/** How far the issuer's clock may be ahead of this one, in seconds. What has expired by this one has expired. */
const skew = 60;

/** Verifies the access tokens of an Amazon Cognito user pool, and of an issuer that makes the same, in either home. */
export function tokenVerifier({ userPoolId, clientIds, jwks }: TokenVerifierOptions): TokenVerifier {
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, clientId: clientIds && [...clientIds], tokenUse: 'access' },
    jwks && { jwksCache: new SimpleJwksCache({ fetcher: nothing }) },
  );
  let known: Jwks['keys'] | undefined;
  return {
    async verify(token) {
      if (!hasOneSpelling(token)) throw invalid('is not a signed token');
      const given = await jwks?.();
      // The library reads keys anew that it is given again, which takes longer than verifying does.
      if (given !== undefined && given.keys !== known) verifier.cacheJwks(given);
      known = given?.keys;
      return claimsOf(
        await verifier.verify(token).catch((error: unknown) => {
          throw refusal(error);
        }),
      );
    },
  };
}

/** Where all keys are given, one that is not among them is unknown. */
const nothing = {
  async fetch(): Promise<never> {
    throw new KidNotFoundInJwksError('the key is not among those given');
  },
};

/** Base64 leaves bits of a signature's last letter unused, and takes padding: one spelling is the token, others are not. */
function hasOneSpelling(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

/** What the library leaves open: that the claims are there, and that the token is not from the future. */
function claimsOf(payload: unknown): AccessClaims {
  const { data: claims } = accessClaims.safeParse(payload);
  if (claims === undefined) throw invalid('lacks claims that an access token has');
  if (claims.iat > Date.now() / 1000 + skew) throw invalid('was issued in the future: the clocks differ');
  return claims;
}

const invalid = (fault: string, cause?: unknown): InputError =>
  new InputError('TokenInvalid', `The access token ${fault}.`, { cause });

const unknownKey = 'is signed with a key that its issuer does not have';
const faults = [
  [JwtExpiredError, 'has expired: get a new one'],
  [JwtNotBeforeError, 'does not hold yet'],
  [JwtInvalidSignatureError, 'has a wrong signature'],
  [JwtInvalidSignatureAlgorithmError, 'is not signed the way its issuer signs'],
  [KidNotFoundInJwksError, unknownKey],
  [JwtWithoutValidKidError, unknownKey],
  [WaitPeriodNotYetEndedJwkError, unknownKey],
  [CognitoJwtInvalidTokenUseError, 'is another kind of token: an ID token is none'],
  [CognitoJwtInvalidClientIdError, 'was issued to an application that is not known here'],
  // What the library says of an issuer that it was not told of.
  [ParameterValidationError, 'is of another issuer'],
  [JwtParseError, 'is not a signed token'],
] as const;

/** The library's words quote the token and what was expected; ours don't. */
function refusal(cause: unknown): InputError | ServiceError {
  const [, fault] = faults.find(([kind]) => cause instanceof kind) ?? [];
  if (fault !== undefined) return invalid(fault, cause);
  return new ServiceError('Internal', "The access tokens' keys could not be read.", { cause });
}
