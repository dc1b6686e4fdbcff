import type { Config } from '../app/config.ts';
import { type Identity, identityOf } from './identity.ts';
import { keptToken } from './kept-token.ts';
import { newProofKey, unguessable } from './pkce.ts';
import { providerOf, SignInRefused, type Tokens } from './provider.ts';

/** A sign-in under way, which the browser keeps while it is at the provider's page. */
interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where the person wanted to go. */
  readonly address: string;
}

const place = 'likeness.sign-in';
/** An access token is renewed this long before its end, in milliseconds. */
const early = 60_000;

/** Signing in, staying signed in, and signing out: the authorization code flow with PKCE. Tokens are in memory alone. */
export function openSession(config: Config) {
  const provider = providerOf(config);
  const kept = keptToken((tokens) => take(tokens, null));
  let access: { readonly token: string; readonly until: number } | null = null;
  let identity: Identity | null = null;
  let leaving = false;

  function take(tokens: Tokens, nonce: string | null): void {
    identity = identityOf(tokens.id_token, { issuer: config.authority, clientId: config.clientId, nonce });
    access = { token: tokens.access_token, until: Date.now() + tokens.expires_in * 1000 };
  }

  const fresh = (): string | null => (access !== null && Date.now() < access.until - early ? access.token : null);

  /** The token that is good now, renewed where it has to be; null where only signing in helps. */
  async function renewed(): Promise<string | null> {
    return kept.inTurn(async () => {
      // Another tab, or another request of this one, may have been before us.
      const already = fresh();
      const refreshToken = kept.get();
      if (already !== null || refreshToken === null) return already;
      try {
        const tokens = await provider.renew(refreshToken);
        if (leaving) return null;
        kept.set(tokens.refresh_token ?? refreshToken);
        take(tokens, null);
        kept.tell(refreshToken, tokens);
      } catch (thrown) {
        if (!(thrown instanceof SignInRefused)) throw thrown;
        kept.forget();
      }
      return fresh();
    });
  }

  /** Leaves for the provider's page, which comes back to where the person was. */
  async function signIn(address = `${location.pathname}${location.search}`): Promise<never> {
    // It would end the signing out that is under way.
    if (leaving) return new Promise(() => {});
    const { verifier, challenge } = await newProofKey();
    const pending: Pending = { state: unguessable(), nonce: unguessable(), verifier, address };
    sessionStorage.setItem(place, JSON.stringify(pending));
    location.assign(provider.authorizeAddress({ ...pending, challenge }));
    return new Promise(() => {});
  }

  return {
    signIn,

    /** Who is signed in here already, by what the tab kept. */
    async resume(): Promise<Identity | null> {
      return (await renewed()) === null ? null : identity;
    },

    /** Takes the provider's answer. @returns who signed in, and where they wanted to go */
    async complete(answer: URLSearchParams): Promise<{ identity: Identity; address: string }> {
      const pending = JSON.parse(sessionStorage.getItem(place) ?? 'null') as Pending | null;
      sessionStorage.removeItem(place);
      if (pending === null || pending.state !== answer.get('state')) {
        throw new SignInRefused('This answer is to no sign-in of this tab.');
      }
      const code = answer.get('code');
      if (code === null) throw new SignInRefused(answer.get('error_description') ?? 'The sign-in was refused.');
      const tokens = await provider.redeem(code, pending.verifier);
      take(tokens, pending.nonce);
      if (tokens.refresh_token !== undefined) kept.set(tokens.refresh_token);
      if (identity === null) throw new SignInRefused('The sign-in named nobody.');
      return { identity, address: pending.address };
    },

    /** For each request; leaves for the provider's page where the sign-in is over. */
    async token(): Promise<string> {
      return fresh() ?? (await renewed()) ?? signIn();
    },

    async signOut(): Promise<void> {
      leaving = true;
      // Who comes back to the page as the browser kept it finds it asking for nothing.
      addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
      const refreshToken = kept.get();
      access = null;
      kept.forget();
      if (refreshToken !== null) await provider.revoke(refreshToken).catch(() => undefined);
      location.assign(provider.logoutAddress());
    },
  };
}

export type Session = ReturnType<typeof openSession>;
