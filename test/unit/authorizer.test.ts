import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { authenticate } from '../../functions/authorizer/authenticate.ts';
import { create } from '../../functions/authorizer/handler.ts';
import { identityContext, identityFromContext } from '../../functions/authorizer/identity-context.ts';
import { ServiceError } from '../../lib/domain/errors.ts';
import { type AccessClaims, type Identity, identityKinds, roles, scopes } from '../../lib/domain/identity.ts';
import { clientKey, NAME } from '../../lib/domain/keys.ts';
import { type SqliteRecords, sqliteRecords } from '../../lib/local/records.ts';
import type { TokenVerifier } from '../../lib/ports/tokens.ts';
import { tokenVerifier } from '../../lib/web/tokens.ts';
import { machineClaims, newSigner, personClaims, pool, type Signer, sign } from '../fixtures/tokens.ts';

const stage = 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/prod';
const name = fc.stringMatching(NAME);

describe('who is asking', () => {
  let folder: string;
  let signer: Signer;
  let ports: { tokens: TokenVerifier; records: SqliteRecords };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'likeness-authorizer-'));
    signer = await newSigner('key-1');
    const jwks = async () => ({ keys: [signer.published] });
    const tokens = tokenVerifier({ userPoolId: pool, clientIds: null, jwks });
    ports = { tokens, records: sqliteRecords(join(folder, 'records.sqlite')) };
    await register('c1', 'acme');
  });
  afterAll(() => {
    ports.records.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const register = (id: string, tenant: string): Promise<boolean> =>
    ports.records.create({
      ...{ ...clientKey(id), tenant, name: 'warehouse', createdAt: '2026-01-31T00:00:00Z' },
      scopes: ['likeness/read', 'likeness/embed'],
    });
  const header = async (claims: AccessClaims): Promise<string> => `Bearer ${await sign(signer, claims)}`;
  /** An event as API Gateway makes it, of a request with these headers. */
  const event = (headers: [string, string][], path = 'GET/v1/runs') => ({
    ...{ type: 'REQUEST', methodArn: `${stage}/${path}`, httpMethod: 'GET', requestContext: { stage: 'prod' } },
    headers: Object.fromEntries(headers),
    multiValueHeaders: Object.fromEntries(
      headers.map(([key]) => [key, headers.filter(([k]) => k === key).map(([, v]) => v)]),
    ),
  });

  describe('by the header', () => {
    test.each([
      ['Bearer', 'user:ann'],
      ['bearer', 'user:ann'],
      ['BEARER ', 'user:ann'],
    ])('is told after %j', async (scheme, principal) => {
      const token = await sign(signer, personClaims());
      expect(await authenticate(ports, `${scheme} ${token}`)).toMatchObject({ principal, tenant: 'acme' });
    });

    test('is told by the record of a machine client', async () => {
      expect(await authenticate(ports, await header(machineClaims()))).toMatchObject({
        ...{ principal: 'client:c1', tenant: 'acme', kind: 'machine', name: 'warehouse' },
        scopes: ['likeness/read', 'likeness/embed'],
      });
    });

    test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'Bearera.b.c'])(
      'is asked for again after %j',
      async (text) => {
        await expect(authenticate(ports, text)).rejects.toMatchObject({ code: 'TokenMissing' });
      },
    );

    test('is nobody after a token that is not good, or that no tenant has a place for', async () => {
      await expect(authenticate(ports, 'Bearer a.b.c')).rejects.toMatchObject({ code: 'TokenInvalid' });
      for (const claims of [personClaims({ 'cognito:groups': [] }), machineClaims({ client_id: 'c2' })]) {
        await expect(authenticate(ports, await header(claims))).rejects.toMatchObject({ code: 'NotPermitted' });
      }
    });

    test("is never of another tenant than the token's owner, whatever else there is", async () => {
      await fc.assert(
        fc.asyncProperty(name, name, fc.uuid(), fc.boolean(), async (own, other, id, machine) => {
          fc.pre(own !== other);
          await register(id, own);
          await register(`${id}-of-another`, other);
          const claims = machine
            ? machineClaims({ client_id: id, sub: `${id}-of-another`, scope: `likeness/read ${other}.admin` })
            : personClaims({
                username: `${other}.admin`,
                'cognito:groups': [`${own}.member`, other, `.${other}.admin`],
              });
          const identity = await authenticate(ports, await header(claims));
          expect(identity).toMatchObject({ tenant: own, role: 'member' });
        }),
        { numRuns: 50 },
      );
    });
  });

  describe('in the cloud', () => {
    test('may go on to the whole stage, and is handed to the API as text', async () => {
      const answer = await create(ports)(
        event([['Authorization', await header(personClaims())]], 'POST/v1/subjects/mug/runs'),
      );
      expect(answer).toEqual({
        principalId: 'user:ann',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${stage}/*` }],
        },
        context: {
          ...{ tenant: 'acme', principal: 'user:ann', role: 'member', kind: 'person', name: 'ann' },
          scopes: 'likeness/read likeness/write likeness/embed',
        },
      });
    });

    test('is found whichever way the client spells the header, and where it is said once', async () => {
      const value = await header(personClaims());
      const { multiValueHeaders: _, ...once } = event([['authorization', value]]);
      for (const asked of [
        event([
          ['AUTHORIZATION', value],
          ['accept', '*/*'],
        ]),
        once,
      ]) {
        expect(await create(ports)(asked)).toMatchObject({ principalId: 'user:ann' });
      }
    });

    test('is answered with 401 for a token that is not there, not good, or one of several', async () => {
      const value = await header(personClaims());
      const other = await header(personClaims({ 'cognito:groups': ['umbrella.admin'] }));
      for (const headers of [
        [],
        [['Authorization', '']],
        [['Authorization', `${value}A`]],
        [
          ['Authorization', value],
          ['Authorization', other],
        ],
        [
          ['Authorization', value],
          ['authorization', other],
        ],
      ] as [string, string][][]) {
        // API Gateway goes by this one word; every other answers 500.
        await expect(create(ports)(event(headers))).rejects.toThrow(/^Unauthorized$/);
      }
      const none = { ...event([]), headers: null, multiValueHeaders: null };
      await expect(create(ports)(none)).rejects.toThrow(/^Unauthorized$/);
    });

    test('is answered with 403 and the reason where no tenant has a place for them', async () => {
      const answer = await create(ports)(
        event([['Authorization', await header(personClaims({ 'cognito:groups': [] }))]]),
      );
      expect(answer.policyDocument.Statement).toMatchObject([{ Effect: 'Deny', Resource: `${stage}/*` }]);
      expect(answer.context).toEqual({ code: 'NotPermitted', message: expect.stringContaining('no tenant') });
      expect(() => identityFromContext({ authorizer: answer.context })).toThrow();
    });

    test('is not refused for what is our fault', async () => {
      const fault = new ServiceError('Internal', 'The keys could not be read.');
      const tokens: TokenVerifier = { verify: () => Promise.reject(fault) };
      const asked = create({ ...ports, tokens })(event([['Authorization', 'Bearer a.b.c']]));
      await expect(asked).rejects.toBe(fault);
    });

    test.each([{}, { type: 'TOKEN', methodArn: `${stage}/GET/` }, { type: 'REQUEST', methodArn: '*' }])(
      'is not told by the event %j',
      async (other) => {
        await expect(create(ports)(other)).rejects.not.toThrow(/^Unauthorized$/);
      },
    );
  });
});

describe('the context of a request', () => {
  const identity: fc.Arbitrary<Identity> = fc.record({
    tenant: name,
    principal: fc.string({ minLength: 1 }),
    role: fc.constantFrom(...roles),
    scopes: fc.subarray([...scopes], { minLength: 1 }),
    kind: fc.constantFrom(...identityKinds),
    name: fc.string({ minLength: 1 }),
  });

  test('carries an identity as text, and gives the same back', () => {
    fc.assert(
      fc.property(identity, (of) => {
        const context = identityContext(of);
        expect(Object.values(context).every((value) => typeof value === 'string')).toBe(true);
        const added = { principalId: of.principal, integrationLatency: 12 };
        expect(identityFromContext({ stage: 'prod', authorizer: { ...context, ...added } })).toEqual(of);
      }),
    );
  });

  test.each([[undefined], [{}], [{ authorizer: null }], [{ authorizer: { principalId: 'user:ann' } }]])(
    '%j is of no identity',
    (context) => {
      expect(() => identityFromContext(context)).toThrow();
    },
  );

  test.each([
    ['tenant', 'T#acme'],
    ['role', 'owner'],
    ['scopes', ''],
    ['scopes', 'likeness/all'],
    ['kind', 'robot'],
  ])('with the %s %j is of no identity', (member, value) => {
    const [sample] = fc.sample(identity, 1);
    if (sample === undefined) throw new Error('no sample');
    expect(() => identityFromContext({ authorizer: { ...identityContext(sample), [member]: value } })).toThrow();
  });
});
