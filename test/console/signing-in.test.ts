import fc from 'fast-check';
import { type Expected, identityOf } from '../../console/src/auth/identity.ts';
import { challengeOf, newProofKey } from '../../console/src/auth/pkce.ts';

describe('a proof key', () => {
  test("has the challenge of RFC 7636's example", async () => {
    const challenge = await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');
    expect(challenge).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });

  test('is another each time, of 43 characters that an address can have', async () => {
    const keys = await Promise.all([newProofKey(), newProofKey()]);
    for (const { verifier, challenge } of keys) {
      expect(verifier).toMatch(/^[\w-]{43}$/);
      expect(await challengeOf(verifier)).toBe(challenge);
    }
    expect(keys[0]?.verifier).not.toBe(keys[1]?.verifier);
  });
});

describe('an ID token', () => {
  const expected: Expected = { issuer: 'http://127.0.0.1:8080', clientId: 'likeness-console', nonce: 'n' };
  const now = Date.parse('2026-01-01T00:00:00Z');
  const good = {
    ...{ iss: expected.issuer, aud: expected.clientId, nonce: 'n', exp: now / 1000 + 3600 },
    ...{ 'cognito:username': 'ann', 'cognito:groups': ['acme.admin'] },
  };
  const tokenOf = (claims: object): string =>
    ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'signature'].join('.');
  const identity = (claims: object, of = expected) => identityOf(tokenOf({ ...good, ...claims }), of, now);

  test('says who signed in, of which tenant and as what', () => {
    expect(identity({})).toEqual({ id: 'ann', name: 'ann', tenant: 'acme', role: 'admin' });
    expect(identity({ 'cognito:groups': ['everyone', 'acme.member'] }).role).toBe('member');
  });

  test('is called by the address where there is one', () => {
    const { id, name } = identity({ 'cognito:username': '6f1c', email: 'ann@example.com' });
    expect([id, name]).toEqual(['6f1c', 'ann@example.com']);
  });

  test('has a name in any letters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        (name) => identity({ 'cognito:username': name }).name === name,
      ),
    );
  });

  test('needs no nonce after a renewal', () => {
    expect(identity({ nonce: undefined }, { ...expected, nonce: null }).name).toBe('ann');
  });

  test.each([
    ['another issuer', { iss: 'https://elsewhere.example' }],
    ['another application', { aud: 'other' }],
    ['another request', { nonce: 'm' }],
    ['its time is over', { exp: now / 1000 - 120 }],
    ['no tenant', { 'cognito:groups': ['everyone'] }],
    ['no tenant, or several', { 'cognito:groups': ['acme.admin', 'other.member'] }],
    ['names nobody', { 'cognito:username': undefined }],
  ])('is refused: %s', (reason, claims) => {
    expect(() => identity(claims)).toThrow(reason);
  });
});
