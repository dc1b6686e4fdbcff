import type { components } from '@likeness/client';

export type Client = components['schemas']['Client'];
export type ClientWithSecret = components['schemas']['ClientWithSecret'];
export type Scope = Client['scopes'][number];

/** How each scope is called, and what it lets. */
export const scopes: Readonly<Record<Scope, { readonly text: string; readonly lets: string }>> = {
  'likeness/read': { text: 'Read', lets: 'See subjects, runs and results.' },
  'likeness/write': { text: 'Change', lets: 'Make subjects, send photos, start and cancel runs, promote.' },
  'likeness/embed': { text: 'Ask endpoints', lets: 'Embed, match, locate and search.' },
  'likeness/admin': {
    text: 'Administer',
    lets: 'Look after the tenant as an admin does: members, machine clients, quotas, webhooks, retention, the audit log. Few programs need it.',
  },
};

export const scopeNames = Object.keys(scopes) as Scope[];

/** What a client may do, in a few words. */
export const scopesText = (given: readonly Scope[]): string =>
  scopeNames
    .filter((scope) => given.includes(scope))
    .map((scope) => scopes[scope].text)
    .join(', ');

/** What is wrong with a client's name; null where nothing is. */
export function nameFault(name: string): string | null {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return null;
  return 'Use lower-case letters, digits and hyphens, 63 at most, and a letter or digit first.';
}

/** A command that gets a token for an hour, by OAuth's client credentials. `domain` is where tokens are given out. */
export const tokenCommand = (domain: string, { id, secret }: Pick<ClientWithSecret, 'id' | 'secret'>): string =>
  [
    `curl --silent --user '${id}:${secret}' \\`,
    `  --data grant_type=client_credentials \\`,
    `  '${domain}/oauth2/token'`,
  ].join('\n');
