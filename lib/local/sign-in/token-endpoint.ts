import type { Context, Hono } from 'hono';
import { InputError } from '../../domain/errors.ts';
import type { Clients } from '../clients.ts';
import type { Issuer } from '../issuer.ts';
import type { People } from '../people.ts';
import { consoleClient } from './authorization.ts';
import type { Grants, SignIn } from './grants.ts';
import { formOf, onlyOnce } from './parameters.ts';

/** How long a person's tokens last, in seconds. */
const lifetime = 3600;

export interface TokenEndpointOptions {
  readonly people: Pick<People, 'find'>;
  readonly clients: Pick<Clients, 'clientCredentials'>;
  readonly issuer: Pick<Issuer, 'issueSignIn'>;
  readonly grants: Grants;
  readonly baseUrl: () => string;
}

/** An error of OAuth's (RFC 6749, 5.2). */
class Refusal extends Error {
  readonly error: string;

  constructor(error: string, description: string) {
    super(description);
    this.error = error;
  }
}

interface Credentials {
  readonly clientId: string;
  /** Null where none was sent. */
  readonly secret: string | null;
}

/** `POST /oauth2/token` and `POST /oauth2/revoke`. Members are called as Cognito's. */
export function routeTokens(app: Hono, { people, clients, issuer, grants, baseUrl }: TokenEndpointOptions): void {
  async function tokens(signIn: SignIn, refreshToken: string, nonce: string | null) {
    const person = await people.find(signIn.user);
    if (person?.credential !== signIn.credential) {
      await grants.revoke(refreshToken);
      throw new Refusal('invalid_grant', 'Who signed in is no longer here, or has another password. Sign in again.');
    }
    const { tenant, user, role } = person;
    const { accessToken, idToken } = await issuer.issueSignIn({
      ...{ tenant, user, role, clientId: consoleClient, scope: signIn.scope, authTime: signIn.authTime },
      ...{ nonce: nonce ?? undefined, issuer: baseUrl(), seconds: lifetime },
    });
    const issued = { access_token: accessToken, id_token: idToken, refresh_token: refreshToken };
    return { ...issued, expires_in: lifetime, token_type: 'Bearer' };
  }

  async function byCode(form: URLSearchParams, client: Credentials) {
    checkConsole(client);
    const code = required(form, 'code');
    const redeemed = await grants.redeem(code, required(form, 'redirect_uri'), required(form, 'code_verifier'));
    if (redeemed === null) throw new Refusal('invalid_grant', 'The code is not good, or not for this request.');
    return tokens(redeemed.signIn, redeemed.refreshToken, redeemed.nonce);
  }

  async function byRefreshToken(form: URLSearchParams, client: Credentials) {
    checkConsole(client);
    const rotated = await grants.rotate(required(form, 'refresh_token'));
    if (rotated === null) throw new Refusal('invalid_grant', 'The refresh token is not good. Sign in again.');
    return tokens(rotated.signIn, rotated.refreshToken, null);
  }

  async function byClientCredentials(form: URLSearchParams, { clientId, secret }: Credentials) {
    const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    try {
      const { token, scopes, seconds } = await clients.clientCredentials(clientId, secret ?? '', asked);
      return { access_token: token, expires_in: seconds, token_type: 'Bearer', scope: scopes.join(' ') };
    } catch (thrown) {
      if (!(thrown instanceof InputError)) throw thrown;
      throw new Refusal(thrown.code === 'NotPermitted' ? 'invalid_scope' : 'invalid_client', thrown.message);
    }
  }

  const grantTypes = new Map<string, (form: URLSearchParams, client: Credentials) => Promise<object>>([
    ['authorization_code', byCode],
    ['refresh_token', byRefreshToken],
    ['client_credentials', byClientCredentials],
  ]);

  app.post('/oauth2/token', (context) =>
    answering(context, async (form) => {
      const grant = grantTypes.get(required(form, 'grant_type'));
      if (grant === undefined) {
        throw new Refusal('unsupported_grant_type', `grant_type can be ${[...grantTypes.keys()].join(', ')}.`);
      }
      return context.json(await grant(form, credentialsOf(context, form)));
    }),
  );

  app.post('/oauth2/revoke', (context) =>
    answering(context, async (form) => {
      checkConsole(credentialsOf(context, form));
      const token = required(form, 'token');
      if (token.split('.').length === 3) {
        throw new Refusal(
          'unsupported_token_type',
          'An access token holds until it expires. Revoke the refresh token.',
        );
      }
      await grants.revoke(token);
      return context.body(null, 200);
    }),
  );
}

async function answering(context: Context, work: (form: URLSearchParams) => Promise<Response>): Promise<Response> {
  try {
    const form = await formOf(context);
    if (form === null) throw new Refusal('invalid_request', 'Send application/x-www-form-urlencoded.');
    if (!onlyOnce(form)) throw new Refusal('invalid_request', 'A parameter is there twice.');
    return await work(form);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const { error, message } = thrown;
    if (error === 'invalid_client') context.header('WWW-Authenticate', 'Basic realm="likeness"');
    return context.json({ error, error_description: message }, error === 'invalid_client' ? 401 : 400);
  }
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value) return value;
  throw new Refusal('invalid_request', `${name} is missing.`);
}

/** Codes and refresh tokens are of this application alone. */
function checkConsole({ clientId, secret }: Credentials): void {
  if (clientId === consoleClient && secret === null) return;
  throw new Refusal('invalid_client', `The client_id is ${consoleClient}, which has no secret.`);
}

/** From the header or the form, and not from both (RFC 6749, 2.3). */
function credentialsOf(context: Context, form: URLSearchParams): Credentials {
  const named = form.get('client_id');
  const secret = form.get('client_secret') || null;
  const header = context.req.header('authorization');
  if (header === undefined) return { clientId: named ?? '', secret };
  const basic = basicCredentials(header);
  if (secret !== null || basic === null) {
    throw new Refusal('invalid_request', 'Send the client_secret once, by HTTP Basic or in the form.');
  }
  if (named !== null && named !== basic.clientId) {
    throw new Refusal('invalid_request', 'The client_id of the form is not that of the header.');
  }
  return basic;
}

/** Both parts are encoded like a form's; a colon is between them. */
function basicCredentials(header: string): Credentials | null {
  const [, encoded = ''] = /^basic +([\w+/-]+=*) *$/i.exec(header) ?? [];
  const [clientId, secret, ...more] = Buffer.from(encoded, 'base64').toString().split(':');
  if (!clientId || secret === undefined || more.length > 0) return null;
  try {
    const [id, of] = [clientId, secret].map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
    return { clientId: id ?? '', secret: of || null };
  } catch {
    return null;
  }
}
