import type { AccessClaims } from '../domain/identity.ts';

/** Tells access tokens of the home's issuer from everything else. */
export interface TokenVerifier {
  /**
   * The claims of a token that the issuer signed, for access, and that holds now.
   * @throws InputError `TokenInvalid` with what is wrong with it; ServiceError `Internal` where that can't be told
   */
  verify(token: string): Promise<AccessClaims>;
}
