import { LikenessApiError } from '@likeness/client';
import type { Config } from '../app/config.ts';

/** What the token endpoint gives, as OAuth has it. */
export interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  /** Each use of one gives the next; a provider that does not rotate them gives none. */
  readonly refresh_token?: string;
  readonly expires_in: number;
}

/** The provider's refusal: signing in again is what helps. */
export class SignInRefused extends Error {}

interface AuthorizationRequest {
  readonly state: string;
  readonly nonce: string;
  readonly challenge: string;
}

/** The provider's paths, which are those of Cognito's hosted pages in both homes. */
export function providerOf({ url, domain, clientId }: Config) {
  const redirectUri = `${url}/signed-in`;

  async function post(path: string, form: Record<string, string>): Promise<Response> {
    const body = new URLSearchParams({ client_id: clientId, ...form });
    return fetch(`${domain}${path}`, { method: 'POST', body }).catch((cause: unknown) => {
      // As where the service itself gives no answer: it is tried again, and told alike.
      const detail = `There is no answer from ${domain}.`;
      throw new LikenessApiError({ code: 'ConnectionFailed', status: null, fault: 'service', detail }, { cause });
    });
  }

  async function tokens(form: Record<string, string>): Promise<Tokens> {
    const response = await post('/oauth2/token', form);
    if (response.ok) return (await response.json()) as Tokens;
    if (response.status >= 500) throw new Error(`Signing in is out of order (${response.status}). Try again.`);
    const { error_description: why } = (await response.json().catch(() => ({}))) as { error_description?: string };
    throw new SignInRefused(why ?? 'The sign-in was refused.');
  }

  return {
    authorizeAddress({ state, nonce, challenge }: AuthorizationRequest): string {
      const asked = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid email' };
      const proof = { state, nonce, code_challenge: challenge, code_challenge_method: 'S256' };
      return `${domain}/oauth2/authorize?${new URLSearchParams({ ...asked, ...proof })}`;
    },

    redeem: (code: string, verifier: string): Promise<Tokens> =>
      tokens({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri }),

    renew: (refreshToken: string): Promise<Tokens> =>
      tokens({ grant_type: 'refresh_token', refresh_token: refreshToken }),

    revoke: async (refreshToken: string): Promise<void> => void (await post('/oauth2/revoke', { token: refreshToken })),

    /** Ends the provider's own session too, and comes back. */
    logoutAddress: (): string =>
      `${domain}/logout?${new URLSearchParams({ client_id: clientId, logout_uri: `${url}/signed-out` })}`,
  };
}
