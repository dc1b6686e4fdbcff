import { createHash } from 'node:crypto';
import fc from 'fast-check';
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
beforeAll(async () => {
  home = await openSignIn();
});
afterAll(() => home.close());

const textOf = async (response: Response): Promise<string> => (await response).text();

describe('an authorization request', () => {
  test.each([
    [{ client_id: 'other' }],
    [{ client_id: undefined }],
    [{ redirect_uri: undefined }],
    [{ redirect_uri: 'https://evil.example/callback' }],
    [{ redirect_uri: `${app}.evil.example/callback` }],
    [{ redirect_uri: `${app}@evil.example/` }],
    [{ redirect_uri: 'http://ann@app.example:5173/callback' }],
    [{ redirect_uri: `${app}/../callback` }],
    [{ redirect_uri: `${app}/callback?next=https://evil.example` }],
    [{ redirect_uri: `${app}/callback#here` }],
    [{ redirect_uri: '/callback' }],
    [{ redirect_uri: '*' }],
    [{ redirect_uri: 'javascript:alert(1)' }],
  ])('with %p is answered with a page, and leads nowhere', async (changes) => {
    const response = await new Browser(home.url).open(newRequest(changes).path);
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    expect(await response.text()).not.toContain('<form');
  });

  test.each([
    [{ state: undefined }, 'invalid_request'],
    [{ response_type: undefined }, 'invalid_request'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ response_mode: 'fragment' }, 'invalid_request'],
    [{ code_challenge: undefined }, 'invalid_request'],
    [{ code_challenge: 'short' }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge_method: undefined }, 'invalid_request'],
    [{ scope: 'likeness/admin openid' }, 'invalid_scope'],
    [{ scope: 'email' }, 'invalid_scope'],
    [{ prompt: 'none' }, 'login_required'],
  ])('with %p goes back as an error', async (changes, error) => {
    const request: Record<string, string | undefined> = changes;
    const response = await new Browser(home.url).open(newRequest(request).path);
    expect(response.status).toBe(303);
    const state = 'state' in changes ? {} : { state: 'state-1' };
    expect(answerOf(response)).toEqual({ to: callback, error, error_description: expect.any(String), ...state });
  });

  test('with a parameter twice is refused: where people go to by a page, all else by an error', async () => {
    const { path } = newRequest();
    const browser = new Browser(home.url);
    expect((await browser.open(`${path}&redirect_uri=${encodeURIComponent(callback)}`)).status).toBe(400);
    expect(answerOf(await browser.open(`${path}&state=2`))).toMatchObject({ error: 'invalid_request' });
  });

  test('leads to registered origins alone, whatever its parameters are', async () => {
    const origins = [app, home.url];
    const part = fc.constantFrom(
      app,
      home.url,
      '@',
      '#',
      '?',
      '/',
      '\\',
      '.',
      ':',
      '//',
      '%2f',
      '%0d%0a',
      '\t',
      ' ',
      'evil.example',
      'http:',
      'x',
    );
    const hostile = fc.oneof(
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('')),
      fc.webUrl(),
      fc.string(),
    );
    const parameters = fc.record(
      {
        redirect_uri: fc.oneof(hostile, fc.constant(callback)),
        state: hostile,
        scope: hostile,
        nonce: hostile,
        prompt: hostile,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(parameters, fc.constantFrom('GET', 'POST', 'logout'), async (changes, way) => {
        const browser = new Browser(home.url);
        const leaving = `/logout?${new URLSearchParams({ client_id: client, logout_uri: changes.redirect_uri ?? '' })}`;
        const { path } = newRequest(changes);
        const response =
          way === 'GET'
            ? await browser.open(path)
            : way === 'logout'
              ? await browser.open(leaving)
              : await browser.send(path, {});
        const location = response.headers.get('location');
        if (response.status >= 300 && response.status < 400) expect(origins).toContain(new URL(location ?? '').origin);
        else expect(location).toBeNull();
        const [, destination = ''] =
          /form-action 'self'([^;]*)/.exec(response.headers.get('content-security-policy') ?? '') ?? [];
        expect(['', ...origins]).toContain(destination.trim());
      }),
      { numRuns: 300 },
    );
  });
});

describe('the pages', () => {
  test('run nothing, are framed by nobody, and have their one style alone', async () => {
    const response = await new Browser(home.url).open(newRequest().path);
    const page = await response.text();
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const digest = createHash('sha256').update(style).digest('base64');
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; img-src 'self'; form-action 'self' ${app}; frame-ancestors 'none'; base-uri 'none'`,
    );
    expect(page).not.toMatch(/<script|javascript:| on\w+=|style="|https?:/);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...{ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' },
    });
    for (const cookie of response.headers.getSetCookie())
      expect(cookie).toMatch(/Path=\/oauth2; HttpOnly; SameSite=Lax$/);
  });

  test('show what was typed as text', async () => {
    const page = await textOf(await new Browser(home.url).signIn(newRequest().path, '"><script>alert(1)</script>'));
    expect(page).toContain('&quot;&gt;&lt;script&gt;');
    expect(page).not.toContain('<script');
  });

  test('take no form of another browser, person or request, and ask again', async () => {
    await home.person('carol');
    const [hers, other] = [new Browser(home.url), new Browser(home.url)];
    const { path } = newRequest();
    const tokenOf = async (browser: Browser, at: string) =>
      /name="token" value="([^"]*)"/.exec(await textOf(await browser.open(at)))?.[1] ?? '';
    const stolen = await tokenOf(other, path);
    const elsewhere = await tokenOf(hers, newRequest().path);
    for (const token of [stolen, elsewhere, '', `${await tokenOf(hers, path)}0`]) {
      const response = await hers.send(path, { user: 'carol', password, token });
      expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('out of date')]);
    }
    const before = await tokenOf(hers, path);
    await hers.signIn(newRequest().path, 'carol');
    expect((await hers.send(path, { continue: 'yes', token: before })).status).toBe(403);
    expect((await hers.send(path, { continue: 'yes', token: await tokenOf(hers, path) })).status).toBe(303);
    const bare = await new Browser(home.url).send(path, { user: 'carol', password, token: stolen });
    expect(bare.status).toBe(403);
  });

  test('take no session that was not signed here', async () => {
    const browser = new Browser(home.url);
    await browser.signIn(newRequest().path, 'carol');
    const [text, signature] = (browser.cookies.get('likeness-session') ?? '').split('.');
    const forged = Buffer.from(
      Buffer.from(text ?? '', 'base64url')
        .toString()
        .replace('carol', 'erin'),
    ).toString('base64url');
    for (const value of [`${forged}.${signature}`, `${text}.${'0'.repeat(64)}`, `${text}.`, '', '.', `${text}`]) {
      browser.cookies.set('likeness-session', value);
      expect(await textOf(await browser.open(newRequest().path))).toContain('type="password"');
    }
  });
});

describe('wrong passwords', () => {
  test('are answered alike for whoever is known or not, ten times in a quarter of an hour', async () => {
    await home.person('dave');
    await home.person('erin');
    const browser = new Browser(home.url);
    const told = new Map<string, string[]>();
    for (const user of ['dave', 'nobody']) {
      const answers: string[] = [];
      for (let at = 0; at < 12; at += 1) {
        const typed = at === 10 ? password : 'wrong password';
        const response = await browser.signIn(newRequest().path, user, typed);
        const [, fault = ''] = /role="alert">([^<]*)/.exec(await response.text()) ?? [];
        const retry = Number(response.headers.get('retry-after'));
        expect(retry).toBeLessThanOrEqual(900);
        if (response.status === 429) expect(retry).toBeGreaterThan(0);
        answers.push(`${response.status} ${fault.replace(/\d+ minutes|a minute/, 'N minutes')}`);
      }
      told.set(user, answers);
    }
    expect(told.get('dave')).toEqual(told.get('nobody'));
    expect(told.get('dave')?.map((answer) => answer.slice(0, 3))).toEqual([...Array(10).fill('403'), '429', '429']);
    expect((await browser.signIn(newRequest().path, 'erin')).status).toBe(303);
    home.advance(900);
    expect((await browser.signIn(newRequest({ prompt: 'login' }).path, 'dave')).status).toBe(303);
  });

  test('that many at once are no way around', async () => {
    const browser = new Browser(home.url);
    await browser.open(newRequest().path);
    const many = Array.from({ length: 15 }, () => browser.signIn(newRequest().path, 'frank', 'wrong password'));
    const statuses = (await Promise.all(many)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 403)).toHaveLength(10);
  });
});

describe('an invitation', () => {
  const join = (code: string) => `/oauth2/join?code=${code}`;
  const fields = { password, again: password };

  test('is taken by a password that is long enough and typed twice, once, and signs in', async () => {
    const { code } = await home.invitations.add({ tenant: 'acme', user: 'grace', role: 'member' });
    const browser = new Browser(home.url);
    for (const [changes, word] of [
      [{ password: 'short', again: 'short' }, 'at least 12'],
      [{ again: 'another password' }, 'differ'],
    ] as const) {
      const response = await browser.submit(join(code), { ...fields, ...changes });
      const page = await response.text();
      expect([response.status, page]).toEqual([422, expect.stringContaining(word)]);
      const [, described = ''] = /aria-invalid="true" aria-describedby="([^"]*)"/.exec(page) ?? [];
      for (const id of described.split(' ')) expect(page).toContain(`id="${id}"`);
    }
    expect((await browser.send(join(code), { ...fields, token: '' })).status).toBe(403);
    // Whatever name is sent along, it is hers.
    const taken = await browser.submit(join(code), { ...fields, user: 'mallory' });
    expect([taken.status, await taken.text()]).toEqual([200, expect.stringContaining('You are grace, member')]);
    expect((await browser.submit(newRequest().path, { continue: 'yes' })).status).toBe(303);
    expect((await new Browser(home.url).signIn(newRequest().path, 'grace')).status).toBe(303);
    expect((await browser.open(join(code))).status).toBe(404);
    expect((await browser.submit(join(code), fields)).status).toBe(404);
  });

  test('ends after a day, and with the person', async () => {
    const { code: old } = await home.invitations.add({ tenant: 'acme', user: 'heidi', role: 'member' });
    await home.people.remove('acme', 'heidi');
    const { code } = await home.invitations.add({ tenant: 'acme', user: 'heidi', role: 'member' });
    const browser = new Browser(home.url);
    expect((await browser.open(join(old))).status).toBe(404);
    expect((await browser.open(join(code))).status).toBe(200);
    expect((await new Browser(home.url).signIn(newRequest().path, 'heidi', '')).status).toBe(403);
    home.advance(24 * 3600);
    expect((await browser.open(join(code))).status).toBe(404);
    for (const none of ['', 'x']) expect((await browser.open(join(none))).status).toBe(404);
  });

  test('of the first person makes an admin of the name that they choose, and there is one first', async () => {
    const fresh = await openSignIn();
    try {
      const [before, now] = [await fresh.invitations.addFirst('local'), await fresh.invitations.addFirst('local')];
      const browser = new Browser(fresh.url);
      expect((await browser.open(join(before?.code ?? ''))).status).toBe(404);
      const bad = await browser.submit(join(now?.code ?? ''), { ...fields, user: 'ivan#1' });
      expect([bad.status, await bad.text()]).toEqual([422, expect.stringContaining('user-error')]);
      const taken = await browser.submit(join(now?.code ?? ''), { ...fields, user: 'ivan' });
      expect(await taken.text()).toContain('You are ivan, admin of the tenant local');
      expect(await fresh.people.list('local')).toMatchObject([{ user: 'ivan', role: 'admin', invited: false }]);
      expect(await fresh.invitations.addFirst('local')).toBeNull();
    } finally {
      await fresh.close();
    }
  });
});
