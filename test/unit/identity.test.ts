import fc from 'fast-check';
import {
  type AccessClaims,
  accessClaims,
  groupOf,
  identityOf,
  type MachineClient,
  requireScope,
  roles,
  scopes,
} from '../../lib/domain/identity.ts';
import { NAME } from '../../lib/domain/keys.ts';
import { machineClaims, personClaims } from '../fixtures/tokens.ts';

const name = fc.stringMatching(NAME);
const role = fc.constantFrom(...roles);
const someScopes = fc.subarray([...scopes], { minLength: 1 });
/** Groups that are no tenant's, whatever they look like. */
const foreignGroup = fc
  .oneof(
    fc.string(),
    fc.constantFrom('acme', 'acme.', '.admin', 'acme.owner', 'Acme.admin', 'acme.Admin', 'acme.admin ', 'a.b.admin'),
    name.map((tenant) => `${tenant}.admins`),
    fc.constant('eu-west-1_a1B2c3D4e_Google'),
  )
  .filter((group) => !/^[a-z0-9][a-z0-9-]{0,62}\.(member|admin)$/.test(group));

const client = (changes: Partial<MachineClient> = {}): MachineClient => ({
  ...{ tenant: 'acme', name: 'warehouse', createdAt: '2026-01-31T00:00:00Z' },
  scopes: ['likeness/read', 'likeness/embed', 'likeness/write'],
  ...changes,
});

const refusal = (claims: AccessClaims, record?: MachineClient): unknown => {
  try {
    return identityOf(claims, record);
  } catch (error) {
    return error;
  }
};

describe('a person', () => {
  test('in the group of the members reads, writes and embeds', () => {
    expect(identityOf(personClaims())).toEqual({
      ...{ tenant: 'acme', principal: 'user:ann', role: 'member', kind: 'person', name: 'ann' },
      scopes: ['likeness/read', 'likeness/write', 'likeness/embed'],
    });
  });

  test('in the group of the administrators may do everything, whatever scopes the token has', () => {
    const claims = personClaims({ 'cognito:groups': ['acme.admin'], scope: 'likeness/read' });
    expect(identityOf(claims)).toMatchObject({ role: 'admin', scopes });
    expect(identityOf(personClaims({ scope: 'likeness/admin' })).scopes).not.toContain('likeness/admin');
  });

  test('without a username goes by the subject of the token', () => {
    const { username: _, ...claims } = personClaims();
    expect(identityOf(claims)).toMatchObject({ principal: 'user:6f1c', name: '6f1c', kind: 'person' });
  });

  test.each([
    ['no group', []],
    ['groups that are not ours', ['admins', 'acme.owner']],
    ['no groups at all', undefined],
  ])('with %s is refused, and told whom to ask', (_, groups) => {
    const { 'cognito:groups': __, ...claims } = personClaims();
    expect(refusal(groups === undefined ? claims : { ...claims, 'cognito:groups': groups })).toMatchObject({
      code: 'NotPermitted',
      message: expect.stringContaining('administrator'),
    });
  });

  test.each([[['acme.member', 'umbrella.member']], [['acme.member', 'acme.admin']]])(
    'in %j is refused, and told of both',
    (groups) => {
      expect(refusal(personClaims({ 'cognito:groups': groups }))).toMatchObject({
        code: 'NotPermitted',
        message: expect.stringContaining(groups.join(', ')),
      });
    },
  );

  test("is of the tenant of their one group and of no other's, and other groups are ignored", () => {
    fc.assert(
      fc.property(name, role, fc.array(foreignGroup), fc.nat(), (tenant, own, others, at) => {
        const groups = others.toSpliced(at % (others.length + 1), 0, groupOf(tenant, own));
        expect(identityOf(personClaims({ 'cognito:groups': groups }))).toMatchObject({ tenant, role: own });
        expect(refusal(personClaims({ 'cognito:groups': others }))).toMatchObject({ code: 'NotPermitted' });
      }),
    );
  });

  test('is given no other tenant by anything else that a token says', () => {
    fc.assert(
      fc.property(name, fc.string(), fc.string(), anyClient(), (username, scope, sub, record) => {
        const claims = personClaims({ username: username, scope, ...(sub !== '' && { sub }) });
        expect(identityOf(claims, record).tenant).toBe('acme');
      }),
    );
  });
});

function anyClient(): fc.Arbitrary<MachineClient> {
  return fc.record({ tenant: name, scopes: someScopes }).map(client);
}

describe('a machine', () => {
  test('is of the tenant of its record, by its name there', () => {
    expect(identityOf(machineClaims(), client())).toEqual({
      ...{ tenant: 'acme', principal: 'client:c1', role: 'member', kind: 'machine', name: 'warehouse' },
      scopes: ['likeness/read', 'likeness/embed'],
    });
  });

  test('that is not registered is refused', () => {
    expect(refusal(machineClaims())).toMatchObject({ code: 'NotPermitted', message: expect.stringContaining('c1') });
  });

  test('may do what both its token and its record say', () => {
    fc.assert(
      fc.property(name, someScopes, someScopes, fc.array(fc.string()), (tenant, asked, granted, others) => {
        const claims = machineClaims({ scope: [...others, ...asked].join(' ') });
        const both = scopes.filter((scope) => asked.includes(scope) && granted.includes(scope));
        const found = refusal(claims, client({ tenant, scopes: granted }));
        if (both.length === 0) expect(found).toMatchObject({ code: 'NotPermitted' });
        else expect(found).toMatchObject({ tenant, scopes: both });
      }),
    );
  });

  test('is an administrator by the scope alone', () => {
    const granted = client({ scopes: [...scopes] });
    expect(identityOf(machineClaims({ scope: 'likeness/admin' }), granted).role).toBe('admin');
    expect(identityOf(machineClaims({ scope: 'likeness/write' }), granted).role).toBe('member');
  });

  test.each([
    [undefined, 'no scopes'],
    ['', 'an empty list'],
    ['likeness/admin', 'scopes that are not its own'],
    ['LIKENESS/READ', 'another spelling'],
  ])('whose token has the scopes %j (%s) is refused', (scope, _) => {
    const { scope: __, ...claims } = machineClaims();
    expect(refusal(scope === undefined ? claims : { ...claims, scope }, client())).toMatchObject({
      code: 'NotPermitted',
      message: expect.stringContaining('likeness/read'),
    });
  });
});

test('a scope that the identity lacks is refused by name, and others are not', () => {
  fc.assert(
    fc.property(someScopes, fc.constantFrom(...scopes), (granted, needed) => {
      const identity = { ...identityOf(personClaims()), scopes: granted };
      const asked = () => requireScope(identity, needed);
      if (granted.includes(needed)) expect(asked).not.toThrow();
      else
        expect(asked).toThrow(
          expect.objectContaining({ code: 'NotPermitted', message: expect.stringContaining(needed) }),
        );
    }),
  );
});

test('claims of other kinds have not the shape', () => {
  for (const changes of [{ token_use: 'id' }, { exp: undefined }, { sub: '' }, { 'cognito:groups': 'acme.admin' }]) {
    expect(accessClaims.safeParse({ ...personClaims(), ...changes }).success).toBe(false);
  }
});
