import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type AccessClaims, identityOf, roles } from '../../lib/domain/identity.ts';
import { NAME } from '../../lib/domain/keys.ts';
import { type Issuer, localTokens, openIssuer } from '../../lib/local/issuer.ts';

const ann = { tenant: 'acme', user: 'ann', role: 'member', seconds: 600 } as const;
const day = 24 * 3600;

describe('the issuer of one machine', () => {
  let data: string;
  let folder: string;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'likeness-issuer-'));
    folder = join(data, 'issuer');
  });
  afterEach(() => rmSync(data, { recursive: true, force: true }));

  const verify = (issuer: Issuer, token: string): Promise<AccessClaims> => localTokens(issuer).verify(token);
  /** The same issuer, this many seconds from now. */
  const later = (seconds: number): Promise<Issuer> =>
    openIssuer(folder, { now: () => new Date(Date.now() + seconds * 1000).toISOString() });
  const kid = (token: string): unknown =>
    JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
  const kids = async (issuer: Issuer): Promise<string[]> => (await issuer.jwks()).keys.map((key) => key.kid);

  test("issues people's tokens with Cognito's claims, which the cloud's code verifies", async () => {
    const issuer = await openIssuer(folder);
    const claims = await verify(issuer, await issuer.issue(ann));
    expect(claims).toMatchObject({
      ...{ token_use: 'access', client_id: 'likeness', username: 'ann', 'cognito:groups': ['acme.member'] },
      iss: expect.stringMatching(/^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com\//),
    });
    expect(claims.exp - claims.iat).toBe(600);
    expect(claims.exp).toBeGreaterThan(Date.now() / 1000);
    const another = await verify(issuer, await issuer.issue(ann));
    expect(another.jti).not.toBe(claims.jti);
  });

  test("issues machine clients' tokens, which say nothing of a person or a tenant", async () => {
    const issuer = await openIssuer(folder);
    const token = await issuer.issueForClient({
      clientId: 'c1',
      scopes: ['likeness/read', 'likeness/embed'],
      seconds: 5,
    });
    const claims = await verify(issuer, token);
    expect(claims).toMatchObject({ client_id: 'c1', sub: 'c1', scope: 'likeness/read likeness/embed' });
    expect(Object.keys(claims).filter((name) => /user|group/.test(name))).toEqual([]);
  });

  test("issues no token of one tenant that is another's", async () => {
    const issuer = await openIssuer(folder);
    const user = fc.stringMatching(/^[\p{L}\p{N}\p{P}]{1,20}$/u);
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(NAME), user, fc.constantFrom(...roles), async (tenant, name, role) => {
        const claims = await verify(issuer, await issuer.issue({ tenant, user: name, role, seconds: 60 }));
        expect(identityOf(claims)).toMatchObject({ tenant, role, name, principal: `user:${name}` });
      }),
    );
  });

  test.each([
    [{ tenant: 'Acme' }, "'Acme'"],
    [{ tenant: 'acme.admin' }, "'acme.admin'"],
    [{ tenant: '' }, 'tenant'],
    [{ user: '' }, 'user'],
    [{ user: 'a b' }, "'a b'"],
    [{ user: 'a'.repeat(129) }, '128'],
    [{ seconds: 0 }, '24 hours'],
    [{ seconds: day + 1 }, '24 hours'],
    [{ seconds: 1.5 }, '24 hours'],
    [{ seconds: Number.NaN }, '24 hours'],
  ])('refuses %j', async (changes, word) => {
    const issuer = await openIssuer(folder);
    const error = { code: 'OptionInvalid', message: expect.stringContaining(word) };
    await expect(issuer.issue({ ...ann, ...changes })).rejects.toMatchObject(error);
  });

  test("keeps its key for its owner's eyes, and publishes nothing private", async () => {
    const issuer = await openIssuer(folder);
    await issuer.rotate();
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder).sort()).toEqual(['key.json', 'retired.json']);
    const [key] = (await issuer.jwks()).keys;
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(readFileSync(join(folder, 'retired.json'), 'utf8')).not.toContain('"d"');
  });

  test('has one key, however many start it at once, and keeps it', async () => {
    const issuers = await Promise.all(Array.from({ length: 4 }, () => openIssuer(folder)));
    const tokens = await Promise.all(issuers.map((issuer) => issuer.issue(ann)));
    expect(new Set(tokens.map(kid)).size).toBe(1);
    expect(readdirSync(folder)).toEqual(['key.json']);
    const [token = ''] = tokens;
    await expect(verify(await openIssuer(folder), token)).resolves.toMatchObject({ username: 'ann' });
  });

  test('of another installation has another key, and its tokens are refused', async () => {
    const other = await openIssuer(join(data, 'other'));
    const refused = verify(await openIssuer(folder), await other.issue(ann));
    await expect(refused).rejects.toMatchObject({ code: 'TokenInvalid', message: expect.stringContaining('key') });
  });

  test('refuses a token whose time is over', async () => {
    const token = await (await later(-601)).issue(ann);
    const refused = verify(await openIssuer(folder), token);
    await expect(refused).rejects.toMatchObject({ code: 'TokenInvalid', message: expect.stringContaining('expired') });
  });

  test('after a rotation signs with another key, and what the old one signed holds', async () => {
    const [issuer, beside] = [await openIssuer(folder), await openIssuer(folder)];
    const old = await issuer.issue(ann);
    await issuer.rotate();
    const young = await beside.issue(ann);
    expect(kid(young)).not.toBe(kid(old));
    for (const token of [old, young]) await expect(verify(beside, token)).resolves.toMatchObject({ username: 'ann' });
    expect(await kids(beside)).toEqual([kid(young), kid(old)]);
  });

  test('publishes the same keys until there are others, which is what a verifier goes by', async () => {
    const [issuer, beside] = [await openIssuer(folder), await openIssuer(folder)];
    const { keys } = await issuer.jwks();
    expect((await issuer.jwks()).keys).toBe(keys);
    await beside.rotate();
    const rotated = (await issuer.jwks()).keys;
    expect(rotated.map(({ kid: one }) => one)).toEqual(await kids(beside));
    expect((await issuer.jwks()).keys).toBe(rotated);
  });

  test('forgets an old key once the longest of its tokens has expired, and not before', async () => {
    const issuer = await openIssuer(folder);
    const [first] = await kids(issuer);
    await issuer.rotate();
    const [second] = await kids(issuer);
    expect(await kids(await later(day - 60))).toEqual([second, first]);
    expect(await kids(await later(day + 60))).toEqual([second]);
    const evening = await later(day / 2);
    await evening.rotate();
    const [third] = await kids(evening);
    expect((await kids(evening)).sort()).toEqual([first, second, third].sort());
    expect(await kids(await later(day + 60))).toEqual([third, second]);
  });

  test.each(['', '{}', '{"kty":"RSA"', '[]', '{"kty":"oct","k":"AA"}'])(
    'says what to do where the key is %j',
    async (text) => {
      await openIssuer(folder);
      writeFileSync(join(folder, 'key.json'), text);
      await expect(openIssuer(folder)).rejects.toMatchObject({
        code: 'SetupIncomplete',
        message: expect.stringMatching(/key\.json.*Delete it/),
      });
    },
  );

  test('says so where its folder can not be used', async () => {
    writeFileSync(folder, '');
    const message = expect.stringContaining(folder);
    await expect(openIssuer(folder)).rejects.toMatchObject({ code: 'SetupIncomplete', message });
  });
});
