import { createRemoteJWKSet, jwtVerify } from 'jose';
import { authenticate } from '../../functions/authorizer/authenticate.ts';
import { localTokens } from '../../lib/local/issuer.ts';
import {
  answerOf,
  app,
  Browser,
  callback,
  client,
  newRequest,
  openSignIn,
  password,
  type SignInHome,
} from '../fixtures/sign-in.ts';

let home: SignInHome;
let browser: Browser;
beforeEach(async () => {
  home = await openSignIn();
  await home.person('ann', 'admin');
  browser = new Browser(home.url);
});
afterEach(() => home.close());

interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly token_type: string;
}

/** A code, and what redeems it. */
async function newCode(changes: Readonly<Record<string, string>> = {}) {
  const { path, verifier } = newRequest(changes);
  const { code = '' } = answerOf(await browser.signIn(path, 'ann'));
  return { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier };
}

const tokensFor = async (form: Record<string, string>) => (await (await home.token(form)).json()) as Tokens;
const refresh = (token: string) => home.token({ grant_type: 'refresh_token', refresh_token: token });
const errorOf = async (response: Response) => {
  const { error } = (await response.json()) as { error: string };
  return [response.status, error];
};
const identityOf = (token: string) =>
  authenticate({ tokens: localTokens(home.issuer), records: home.records }, `Bearer ${token}`);

describe('signing in', () => {
  test('by name and password brings tokens that the API takes, and that say who it was', async () => {
    const { path, verifier } = newRequest({ nonce: 'nonce-1' });
    const response = await browser.signIn(path, ' Ann ');
    expect(response.status).toBe(303);
    const { to, state, code = '' } = answerOf(response);
    expect({ to, state }).toEqual({ to: callback, state: 'state-1' });
    const form = { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier };
    const issued = await home.token(form);
    expect(issued.headers.get('cache-control')).toBe('no-store');
    const tokens = (await issued.json()) as Tokens;
    expect(tokens).toMatchObject({ expires_in: 3600, token_type: 'Bearer' });
    const ann = { tenant: 'acme', role: 'admin', principal: 'user:ann', kind: 'person' };
    expect(await identityOf(tokens.access_token)).toMatchObject(ann);

    // As a library of an application does it: by what the service says of itself.
    const said = await (await fetch(`${home.url}/.well-known/openid-configuration`)).json();
    const { issuer, jwks_uri, userinfo_endpoint } = said as Record<string, string>;
    const keys = createRemoteJWKSet(new URL(jwks_uri ?? ''));
    const { payload } = await jwtVerify(tokens.id_token, keys, { issuer: issuer ?? '', audience: client });
    const claims = { sub: 'ann', nonce: 'nonce-1', token_use: 'id', 'cognito:username': 'ann' };
    expect({ issuer, ...payload }).toMatchObject({ issuer: home.url, ...claims, 'cognito:groups': ['acme.admin'] });
    const info = await fetch(userinfo_endpoint ?? '', { headers: { Authorization: `Bearer ${tokens.access_token}` } });
    expect(await info.json()).toEqual({ sub: 'ann', username: 'ann' });
    await expect(identityOf(tokens.id_token)).rejects.toMatchObject({ code: 'TokenInvalid' });
  });

  test('again is one click for twelve hours, for who did not sign out', async () => {
    await browser.signIn(newRequest().path, 'ann');
    const page = await (await browser.open(newRequest().path)).text();
    expect(page).toContain('Continue as ann');
    expect(page).not.toContain('type="password"');
    const { path, verifier } = newRequest();
    const { code = '' } = answerOf(await browser.submit(path, { continue: 'yes' }));
    const form = { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier };
    expect((await home.token(form)).status).toBe(200);

    const anew = newRequest({ prompt: 'login' }).path;
    expect(await (await browser.open(anew)).text()).toContain('type="password"');
    expect((await browser.submit(anew, { continue: 'yes' })).status).toBe(403);
    home.advance(12 * 3600);
    expect(await (await browser.open(newRequest().path)).text()).toContain('type="password"');
    expect((await browser.submit(newRequest().path, { continue: 'yes' })).status).toBe(200);
  });

  test('out ends that, and goes to registered pages alone', async () => {
    await browser.signIn(newRequest().path, 'ann');
    const before = new Map(browser.cookies);
    for (const query of ['', `?client_id=${client}`, `?client_id=${client}&logout_uri=https://evil.example/`]) {
      expect((await browser.open(`/logout${query}`)).status).toBe(400);
      expect(browser.cookies).toEqual(before);
    }
    const out = await browser.open(`/logout?client_id=${client}&logout_uri=${encodeURIComponent(`${home.url}/`)}`);
    expect([out.status, out.headers.get('location')]).toEqual([302, `${home.url}/`]);
    expect(await (await browser.open(newRequest().path)).text()).toContain('type="password"');
  });

  test('ends for who is removed, or added anew: sessions and refresh tokens, at once', async () => {
    const tokens = await tokensFor(await newCode());
    const unredeemed = await newCode();
    await home.people.remove('acme', 'ann');
    for (const name of ['nobody', 'ann']) {
      await home.person(name, 'member', 'umbrella');
      expect(await (await browser.open(newRequest().path)).text()).toContain('type="password"');
    }
    expect(await errorOf(await refresh(tokens.refresh_token))).toEqual([400, 'invalid_grant']);
    expect(await errorOf(await home.token(unredeemed))).toEqual([400, 'invalid_grant']);
    // Access tokens hold for their hour.
    expect(await identityOf(tokens.access_token)).toMatchObject({ tenant: 'acme' });
  });
});

describe('a code', () => {
  test.each([
    ['another verifier', { code_verifier: 'A'.repeat(43) }, 'invalid_grant'],
    ['the challenge for a verifier', { code_verifier: 'x' }, 'invalid_grant'],
    ['another address', { redirect_uri: `${app}/other` }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_request'],
    ['no address', { redirect_uri: '' }, 'invalid_request'],
  ])('is not redeemed with %s', async (_, changes, error) => {
    const form = await newCode();
    expect(await errorOf(await home.token({ ...form, ...changes }))).toEqual([400, error]);
    // A guess was all it was good for.
    if (error === 'invalid_grant') expect(await errorOf(await home.token(form))).toEqual([400, 'invalid_grant']);
  });

  test.each<Record<string, string>>([{ client_id: 'other' }, { client_id: '' }, { client_secret: 'any' }])(
    'is not redeemed by a client with %j',
    async (changes) => {
      const response = await home.token({ ...(await newCode()), ...changes });
      expect(response.headers.get('www-authenticate')).toContain('Basic');
      expect(await errorOf(response)).toEqual([401, 'invalid_client']);
    },
  );

  test('is redeemed within a minute', async () => {
    const [early, late] = [await newCode(), await newCode()];
    home.advance(59);
    expect((await home.token(early)).status).toBe(200);
    home.advance(1);
    expect(await errorOf(await home.token(late))).toEqual([400, 'invalid_grant']);
  });

  test('is redeemed once, and a second time ends what came of the first', async () => {
    const form = await newCode();
    const both = await Promise.all([home.token(form), home.token(form)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
    const bodies = (await Promise.all(both.map((response) => response.json()))) as Partial<Tokens>[];
    const token = bodies.find((body) => body.refresh_token !== undefined)?.refresh_token;
    expect(await errorOf(await refresh(token ?? ''))).toEqual([400, 'invalid_grant']);
  });
});

describe('a refresh token', () => {
  test('brings new tokens and its successor, with the role of now, for thirty days after the sign-in', async () => {
    const first = await tokensFor(await newCode({ nonce: 'nonce-1' }));
    await home.people.setRole('acme', 'ann', 'member');
    const second = (await (await refresh(first.refresh_token)).json()) as Tokens;
    expect(await identityOf(second.access_token)).toMatchObject({ role: 'member', principal: 'user:ann' });
    home.advance(30 * 24 * 3600 - 60);
    const third = (await (await refresh(second.refresh_token)).json()) as Tokens;
    home.advance(60);
    expect(await errorOf(await refresh(third.refresh_token))).toEqual([400, 'invalid_grant']);
  });

  test('from before its successor is refused, and the successor from then on as well', async () => {
    const first = await tokensFor(await newCode());
    const second = (await (await refresh(first.refresh_token)).json()) as Tokens;
    expect(await errorOf(await refresh(first.refresh_token))).toEqual([400, 'invalid_grant']);
    expect(await errorOf(await refresh(second.refresh_token))).toEqual([400, 'invalid_grant']);
  });

  test('that was revoked is refused, and revoking nothing is no error', async () => {
    const tokens = await tokensFor(await newCode());
    const revoke = (token: string, id = client) => home.post('/oauth2/revoke', { token, client_id: id });
    expect(await errorOf(await revoke(tokens.refresh_token, 'other'))).toEqual([401, 'invalid_client']);
    expect(await errorOf(await revoke(tokens.access_token))).toEqual([400, 'unsupported_token_type']);
    expect((await revoke('nothing')).status).toBe(200);
    const { refresh_token: next } = (await (await refresh(tokens.refresh_token)).json()) as Tokens;
    expect((await revoke(next)).status).toBe(200);
    expect(await errorOf(await refresh(next))).toEqual([400, 'invalid_grant']);
  });
});

describe('a machine client', () => {
  const basic = (id: string, secret: string) => ({ Authorization: `Basic ${btoa(`${id}:${secret}`)}` });
  const grant = { grant_type: 'client_credentials' };

  test('gets tokens by HTTP Basic or in the form, of the scopes that it asks for', async () => {
    const scopes = ['likeness/read', 'likeness/embed'] as const;
    const { clientId, secret } = await home.clients.register({ tenant: 'acme', name: 'till', scopes });
    const form = { ...grant, client_id: clientId, client_secret: secret };
    for (const response of [
      await home.post('/oauth2/token', { ...grant, scope: 'likeness/embed' }, basic(clientId, secret)),
      await home.post('/oauth2/token', { ...form, scope: 'likeness/embed' }),
    ]) {
      const { access_token: token, ...about } = (await response.json()) as Tokens;
      expect(about).toEqual({ expires_in: 3600, token_type: 'Bearer', scope: 'likeness/embed' });
      expect(await identityOf(token)).toMatchObject({ name: 'till', scopes: ['likeness/embed'], kind: 'machine' });
      const info = await fetch(`${home.url}/oauth2/userInfo`, { headers: { Authorization: `Bearer ${token}` } });
      expect(await errorOf(info)).toEqual([403, 'insufficient_scope']);
    }
    const wide = await home.post('/oauth2/token', { ...form, scope: 'likeness/admin' });
    expect(await errorOf(wide)).toEqual([400, 'invalid_scope']);
    const twice = await home.post('/oauth2/token', form, basic(clientId, secret));
    expect(await errorOf(twice)).toEqual([400, 'invalid_request']);
    for (const headers of [basic(clientId, 'wrong'), basic('nobody', secret), basic(client, '')]) {
      expect(await errorOf(await home.post('/oauth2/token', grant, headers))).toEqual([401, 'invalid_client']);
    }
  });
});

describe('the token endpoint', () => {
  test.each([
    ['grant_type=password&username=ann', 400, 'unsupported_grant_type'],
    ['client_id=likeness-console', 400, 'invalid_request'],
    ['grant_type=refresh_token&refresh_token=a&refresh_token=b', 400, 'invalid_request'],
    ['grant_type=refresh_token&refresh_token=a&client_id=likeness-console', 400, 'invalid_grant'],
    [`grant_type=refresh_token&refresh_token=${'a'.repeat(20_000)}`, 413, null],
  ])('answers %j with %d', async (form, status, error) => {
    const response = await home.post('/oauth2/token', form);
    expect(response.status).toBe(status);
    if (error !== null) expect(await response.json()).toMatchObject({ error, error_description: expect.any(String) });
  });

  test('takes forms alone, and is open to scripts of registered origins', async () => {
    const json = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json', Origin: app } };
    const response = await fetch(`${home.url}/oauth2/token`, json);
    expect(response.headers.get('access-control-allow-origin')).toBe(app);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(await errorOf(response)).toEqual([400, 'invalid_request']);
    const foreign = await home.post('/oauth2/token', {}, { Origin: 'https://evil.example' });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('has kept no password, code or refresh token', async () => {
    const form = await newCode();
    const { refresh_token: token } = await tokensFor(form);
    const kept = JSON.stringify([
      ...(await home.records.query('SHARED', '')),
      ...(await home.records.query('T#acme', '')),
    ]);
    for (const secret of [password, form.code, token, token.split('.')[1] ?? '']) expect(kept).not.toContain(secret);
  });
});
