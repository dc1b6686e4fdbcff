import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { type CryptoKey, exportSPKI, importJWK } from 'jose';
import { tokenVerifier } from '../../lib/web/tokens.ts';
import {
  machineClaims,
  newSigner,
  now,
  personClaims,
  pool,
  poolAddress,
  type Signer,
  sign,
} from '../fixtures/tokens.ts';

const url64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a verifier of a pool', () => {
  let signer: Signer;
  let stranger: Signer;
  beforeAll(async () => {
    signer = await newSigner('key-1');
    stranger = await newSigner('key-2');
  });

  /** Knows the one signer's key; nothing is asked of any address. */
  const verifier = (clientIds: readonly string[] | null = null) =>
    tokenVerifier({ userPoolId: pool, clientIds, jwks: async () => ({ keys: [signer.published] }) });
  const refused = async (token: string, fault: RegExp, clientIds?: readonly string[]): Promise<void> => {
    const error = await verifier(clientIds)
      .verify(token)
      .then(JSON.stringify, (thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'TokenInvalid', message: expect.stringMatching(fault) });
    for (const secret of [token, 'key-1', 'console', pool]) expect(String(error)).not.toContain(secret);
  };

  test.each([
    ["a person's", personClaims],
    ["a machine's", machineClaims],
  ])('takes %s token, and says its claims', async (_, claims) => {
    const written = claims();
    expect(await verifier().verify(await sign(signer, written))).toEqual(written);
  });

  test('takes the address that Cognito gives pools of several regions', async () => {
    const iss = poolAddress.replace('cognito-idp', 'issuer-cognito-idp');
    expect(await verifier().verify(await sign(signer, personClaims({ iss })))).toMatchObject({ iss });
  });

  test('takes the tokens of named applications alone, where some are named', async () => {
    const token = await sign(signer, personClaims());
    expect(await verifier(['other', 'console']).verify(token)).toMatchObject({ client_id: 'console' });
    await refused(token, /application/, ['other']);
    await refused(token, /application/, []);
  });

  test.each([
    ['that has expired', { exp: now() - 1 }, /expired/],
    ['that never expires', { exp: undefined }, /claims/],
    ['that does not hold yet', { nbf: now() + 60 }, /yet/],
    ['from the future', { iat: now() + 300 }, /future/],
    ['of another pool', { iss: `${poolAddress.slice(0, -1)}f` }, /another issuer/],
    ['of another region', { iss: poolAddress.replace('eu-west-1', 'eu-west-2') }, /another issuer/],
    ['of no issuer', { iss: undefined }, /another issuer/],
    ['for identification', { token_use: 'id', aud: 'console' }, /kind/],
    ['for another use', { token_use: 'refresh' }, /kind/],
    ['for no use', { token_use: undefined }, /kind/],
    ['of nobody', { sub: undefined }, /claims/],
    ['of no application', { client_id: undefined }, /claims/],
    ['with groups that are no list', { 'cognito:groups': 'acme.admin' }, /claims/],
  ])('refuses a token %s', async (_, changes, fault) => {
    await refused(await sign(signer, { ...personClaims(), ...changes }), fault);
  });

  test("allows the issuer's clock to be a little ahead", async () => {
    await expect(verifier().verify(await sign(signer, personClaims({ iat: now() + 30 })))).resolves.toBeDefined();
  });

  test('refuses a key that the pool does not have, also under the name of one that it has', async () => {
    await refused(await sign(stranger, personClaims()), /key/);
    await refused(await sign(signer, personClaims(), { kid: 'key-2' }), /key/);
    await refused(await sign(stranger, personClaims(), { kid: 'key-1' }), /signature/);
    const [, payload, signature] = (await sign(signer, personClaims())).split('.');
    await refused([url64({ alg: 'RS256' }), payload, signature].join('.'), /key/);
  });

  test.each(['none', 'None', 'RS384', 'PS256', 'ES256'])('refuses the algorithm %s', async (alg) => {
    const [, payload, signature] = (await sign(signer, personClaims())).split('.');
    const header = url64({ alg, kid: 'key-1' });
    await refused([header, payload, signature].join('.'), /way/);
    await refused([header, payload, ''].join('.'), /not a signed token/);
  });

  test('refuses a token that is signed with the public key as if it were a secret', async () => {
    const { kty, n, e } = signer.published;
    const spki = await exportSPKI((await importJWK({ kty, n, e }, 'RS256', { extractable: true })) as CryptoKey);
    const signed = `${url64({ alg: 'HS256', kid: 'key-1' })}.${url64(personClaims())}`;
    for (const secret of [spki, spki.trim(), JSON.stringify(signer.published)]) {
      await refused(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`, /way/);
    }
  });

  test('refuses a token in which any character was changed, left out or put in', async () => {
    const token = await sign(signer, personClaims());
    const letter = fc.oneof(
      fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
      fc.constantFrom('=', '.', '+', '/', ' ', '\n', '\0', 'é'),
    );
    const at = fc.oneof(fc.nat(token.length - 1), fc.constant(token.length - 1));
    await fc.assert(
      fc.asyncProperty(at, letter, fc.constantFrom(0, 1), async (position, put, taken) => {
        const changed = token.slice(0, position) + put + token.slice(position + taken);
        fc.pre(changed !== token);
        await refused(changed, /./);
        await refused(token.slice(0, position) + token.slice(position + 1), /./);
      }),
      { numRuns: 300 },
    );
    await refused(`${token}=`, /not a signed token/);
    await refused(`${token}==`, /not a signed token/);
  });

  test('refuses what is no token at all', async () => {
    await fc.assert(fc.asyncProperty(fc.string(), async (text) => refusedText(text)));
    for (const text of ['', '.', '..', 'a.b.c', `${url64([])}.${url64({})}.AA`, `${url64({})}.${url64('x')}.AA`]) {
      await refusedText(text);
    }
  });
  const refusedText = (text: string) => expect(verifier().verify(text)).rejects.toMatchObject({ code: 'TokenInvalid' });

  test('goes by the keys as they are now', async () => {
    let keys = [signer.published];
    const { verify } = tokenVerifier({
      userPoolId: pool,
      clientIds: null,
      jwks: async () => ({ keys }),
    });
    const [old, young] = await Promise.all([sign(signer, personClaims()), sign(stranger, personClaims())]);
    await expect(verify(young)).rejects.toMatchObject({ code: 'TokenInvalid' });
    keys = [stranger.published];
    await expect(verify(young)).resolves.toBeDefined();
    await expect(verify(old)).rejects.toMatchObject({ code: 'TokenInvalid' });
  });

  test('says that it is our fault where the keys can not be had', async () => {
    const broken = tokenVerifier({
      userPoolId: pool,
      clientIds: null,
      jwks: async () => ({ keys: [{ kty: 'oct', kid: 'key-1' }] }),
    });
    await expect(broken.verify(await sign(signer, personClaims()))).rejects.toMatchObject({ code: 'Internal' });
  });
});
