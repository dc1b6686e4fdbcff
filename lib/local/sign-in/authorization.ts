import { onlyOnce } from './parameters.ts';

/** The application that people sign in to: the console, which can keep no secret. */
export const consoleClient = 'likeness-console';

/** What may be asked for. None of it widens what a person may do, which is their role's to say. */
export const signInScopes = ['openid', 'profile', 'email'] as const;

/** A request for a sign-in that can be granted. */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly scope: string;
  /** PKCE's, by S256. */
  readonly challenge: string;
  readonly nonce: string | null;
  /** Whether the person is to give a password, though signed in. */
  readonly anew: boolean;
}

/** What becomes of a request: an answer where it came from, or, where that is nowhere we know, a word to the person. */
export type Judged =
  | { readonly kind: 'granted'; readonly request: AuthorizationRequest }
  | { readonly kind: 'returned'; readonly to: string }
  | { readonly kind: 'refused'; readonly reason: string };

type Fault = readonly [error: string, description: string];

/**
 * Whether people may be sent there: to a page of one of these origins, spelt in the one way that leaves no doubt where
 * it leads. Query and fragment are the answer's.
 */
export function isRegistered(address: string, origins: readonly string[]): boolean {
  const url = URL.parse(address);
  if (url === null || !origins.includes(url.origin)) return false;
  return address === url.origin || address === `${url.origin}${url.pathname}`;
}

/** Judges an authorization request of OAuth's (RFC 6749, 4.1.1) with PKCE (RFC 7636), which `origins` may make. */
export function judge(query: URLSearchParams, origins: readonly string[]): Judged {
  const refused = (reason: string): Judged => ({ kind: 'refused', reason });
  if (!onlyOnce(query, ['client_id', 'redirect_uri'])) return refused('Its client_id or redirect_uri is there twice.');
  if (query.get('client_id') !== consoleClient) return refused('Its client_id is that of no application here.');
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!isRegistered(redirectUri, origins)) {
    return refused(
      `Its redirect_uri is no page of ${origins.join(' or ')}, which are all that people are sent back to.`,
    );
  }
  const state = query.get('state') ?? '';
  const fault = faultOf(query);
  if (fault !== null) {
    const [error, description] = fault;
    return { kind: 'returned', to: returning(redirectUri, { error, error_description: description, state }) };
  }
  const request = {
    ...{ redirectUri, state, challenge: query.get('code_challenge') ?? '', nonce: query.get('nonce') },
    ...{ scope: scopesIn(query).join(' '), anew: promptsIn(query).includes('login') },
  };
  return { kind: 'granted', request };
}

/** The registered address with an answer; members that are empty are left out. */
export function returning(redirectUri: string, answer: Readonly<Record<string, string>>): string {
  const members = Object.entries(answer).filter(([, value]) => value !== '');
  return `${redirectUri}?${new URLSearchParams(members)}`;
}

const scopesIn = (query: URLSearchParams): string[] =>
  (query.get('scope') ?? 'openid').split(' ').filter((scope) => scope !== '');

const promptsIn = (query: URLSearchParams): string[] => (query.get('prompt') ?? '').split(' ');

function faultOf(query: URLSearchParams): Fault | null {
  const invalid = (description: string): Fault => ['invalid_request', description];
  if (!onlyOnce(query)) return invalid('A parameter is there twice.');
  if (!query.get('state')) return invalid('state is missing.');
  if (!query.has('response_type')) return invalid('response_type is missing.');
  if (query.get('response_type') !== 'code') return ['unsupported_response_type', 'response_type can be code alone.'];
  if ((query.get('response_mode') ?? 'query') !== 'query') return invalid('response_mode can be query alone.');
  if (query.get('code_challenge_method') !== 'S256') return invalid('code_challenge_method must be S256.');
  if (!/^[\w-]{43}$/.test(query.get('code_challenge') ?? '')) {
    return invalid('code_challenge must be a SHA-256 digest in base64url.');
  }
  const scopes = scopesIn(query);
  if (!scopes.includes('openid')) return ['invalid_scope', 'scope must have openid.'];
  if (scopes.some((scope) => !signInScopes.some((known) => known === scope))) {
    return ['invalid_scope', `scope can be ${signInScopes.join(', ')}.`];
  }
  // Signing in takes at least a click, so that it is never done behind a person's back.
  return promptsIn(query).includes('none') ? ['login_required', 'The person has to be asked.'] : null;
}
