/** The addresses of the console's views, `*` being anything below; a view itself says where there is none. */
export const views = [
  ...['/', '/runs', '/runs/*', '/compare', '/subjects', '/subjects/*', '/new-subject', '/gallery'],
  ...[
    '/deletions',
    '/deletions/*',
    '/members',
    '/clients',
    '/usage',
    '/webhooks',
    '/webhooks/*',
    '/retention',
    '/audit',
  ],
  ...['/signed-in', '/signed-out'],
] as const;

/** What the console needs to know of its home. */
export interface ConsoleConfig {
  /** What the console is reached as, without a `/` at its end. */
  readonly url: string;
  /** What the API is reached as. */
  readonly api: string;
  /** The issuer that ID tokens name. */
  readonly authority: string;
  /** Where the provider's pages are. */
  readonly domain: string;
  readonly clientId: string;
}

/** Origins besides the console's own. */
export interface Elsewhere {
  /** What its scripts may ask. */
  readonly connect?: readonly string[];
  /** Where its pictures may come from. */
  readonly images?: readonly string[];
}

/**
 * What a page of the console may load. Scripts, styles and fonts are its own; `data:` and `blob:` are icons in style sheets and
 * photos before they are sent. React and Cloudscape set styles by script, which needs no `'unsafe-inline'`.
 */
export function contentPolicy({ connect = [], images = [] }: Elsewhere = {}): string {
  return [
    "default-src 'self'",
    ["img-src 'self' data: blob:", ...images].join(' '),
    ...(connect.length === 0 ? [] : [["connect-src 'self'", ...connect].join(' ')]),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
