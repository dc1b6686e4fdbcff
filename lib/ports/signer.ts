/** A public key as RFC 7517 has it; `kid` is what a signature names it by. */
export interface PublicKey {
  readonly kty: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
  readonly [member: string]: string;
}

/** Signs what others are to be able to trust without asking us again. */
export interface Signer {
  /** The text and its signature as a compact JWS (RFC 7515), whose header names algorithm and key. */
  sign(text: string): Promise<string>;
  /** The keys of every signature that was ever made here, as a JWK Set. */
  keys(): Promise<{ readonly keys: readonly PublicKey[] }>;
}
