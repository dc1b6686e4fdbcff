/** OAuth's proof key for code exchange (RFC 7636). */
interface ProofKey {
  readonly verifier: string;
  /** The verifier's SHA-256 digest: S256. */
  readonly challenge: string;
}

/** Text that nobody can guess: 32 random bytes, base64url. */
export const unguessable = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

export async function newProofKey(): Promise<ProofKey> {
  const verifier = unguessable();
  return { verifier, challenge: await challengeOf(verifier) };
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
