import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { isMachine } from '../domain/identity.ts';
import type { Clock } from '../ports/clock.ts';
import type { Records } from '../ports/records.ts';
import type { Clients } from './clients.ts';
import type { Invitations } from './invitations.ts';
import { type Issuer, localTokens } from './issuer.ts';
import type { People } from './people.ts';
import { consoleClient, isRegistered } from './sign-in/authorization.ts';
import { routeAuthorize } from './sign-in/authorize.ts';
import { signInCookies } from './sign-in/cookies.ts';
import { discovery } from './sign-in/discovery.ts';
import { localGrants } from './sign-in/grants.ts';
import { routeJoin } from './sign-in/join.ts';
import { message, policy, show } from './sign-in/pages.ts';
import { onlyOnce } from './sign-in/parameters.ts';
import { routeTokens } from './sign-in/token-endpoint.ts';
import { wrongPasswords } from './sign-in/wrong-passwords.ts';

export interface SignInOptions {
  readonly people: People;
  readonly invitations: Invitations;
  readonly clients: Pick<Clients, 'clientCredentials'>;
  readonly issuer: Pick<Issuer, 'issueSignIn' | 'jwks'>;
  readonly records: Records;
  /** Of the installation; it signs the cookies. */
  readonly secret: Uint8Array;
  readonly clock: Clock;
  /** What the service is reached as, without a `/` at its end. Its pages may be signed in to. */
  readonly baseUrl: () => string;
  /** Other origins whose pages may be signed in to, by their names: `*` is none. */
  readonly origins: readonly string[];
}

/** What any request here may carry, in bytes. */
const largestBody = 16 * 1024;

/**
 * Signing in on one machine: OpenID Connect's authorization code flow with PKCE, at the paths of Cognito's hosted pages
 * and with its names. To be mounted at the root of a server's application.
 */
export function signIn(options: SignInOptions): Hono {
  const { people, invitations, clients, issuer, records, secret, clock, baseUrl } = options;
  const origins = options.origins.filter((origin) => origin !== '*');
  const registered = () => [new URL(baseUrl()).origin, ...origins];
  const cookies = signInCookies(secret, clock, baseUrl);
  const grants = localGrants(records, clock);
  const tokens = localTokens(issuer);
  const app = new Hono();

  // What scripts of an application ask. None of it goes by cookies.
  const shared = cors({ origin: origins, allowMethods: ['GET', 'POST'], maxAge: 600 });
  for (const path of ['/.well-known/*', '/oauth2/token', '/oauth2/revoke', '/oauth2/userInfo']) app.use(path, shared);
  for (const path of ['/oauth2/*', '/logout']) {
    app.use(path, async (context, next) => {
      context.header('Cache-Control', 'no-store');
      context.header('Content-Security-Policy', policy());
      context.header('Referrer-Policy', 'no-referrer');
      context.header('X-Content-Type-Options', 'nosniff');
      await next();
    });
  }
  const tooLarge = (context: Context) => context.text('A form here has at most 16 KiB.', 413);
  app.use('/oauth2/*', bodyLimit({ maxSize: largestBody, onError: tooLarge }));

  app.get('/.well-known/openid-configuration', (context) => context.json(discovery(baseUrl())));
  app.get('/.well-known/jwks.json', async (context) => context.json(await issuer.jwks()));

  routeAuthorize(app, { people, grants, cookies, clock, registered, wrongPasswords: wrongPasswords(records, clock) });
  routeJoin(app, { people, invitations, cookies, clock });
  routeTokens(app, { people, clients, issuer, grants, baseUrl });

  app.on(['GET', 'POST'], '/oauth2/userInfo', async (context) => {
    const [, token = ''] = /^bearer +(\S+) *$/i.exec(context.req.header('authorization') ?? '') ?? [];
    const claims = await tokens.verify(token).catch(() => null);
    if (claims === null || isMachine(claims)) {
      const error = claims === null ? 'invalid_token' : 'insufficient_scope';
      context.header('WWW-Authenticate', `Bearer realm="likeness", error="${error}"`);
      return context.json({ error }, claims === null ? 401 : 403);
    }
    return context.json({ sub: claims.sub, username: claims.username });
  });

  app.get('/logout', (context) => {
    const query = new URL(context.req.url).searchParams;
    const to = query.get('logout_uri') ?? '';
    if (!onlyOnce(query) || query.get('client_id') !== consoleClient || !isRegistered(to, registered())) {
      const body = message(
        'The address names no application of this machine, or a logout_uri that is none of its pages.',
      );
      return show(context, { title: 'You are not signed out', body, status: 400 });
    }
    cookies.end(context);
    return context.redirect(to);
  });
  return app;
}
