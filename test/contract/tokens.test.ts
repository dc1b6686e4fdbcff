import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Jwks } from 'aws-jwt-verify/jwk';
import { identityPorts } from '../../lib/aws/identity.ts';
import { groupOf, identityOf, type Role } from '../../lib/domain/identity.ts';
import { localTokens, openIssuer } from '../../lib/local/issuer.ts';
import type { TokenVerifier } from '../../lib/ports/tokens.ts';
import { tokenVerifier } from '../../lib/web/tokens.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';

/** A home's issuer and the verifier of its tokens. */
interface TokenHome {
  readonly tokens: TokenVerifier;
  /** Signs a person in who is in these groups. */
  signIn(user: string, groups: readonly [tenant: string, role: Role][]): Promise<string>;
}

/** What holds of a person's token in both homes. */
function tokensContract(home: () => TokenHome): void {
  test.each(['member', 'admin'] as const)('tells a %s of a tenant by their token', async (role) => {
    const token = await home().signIn(`${role}-1`, [['acme', role]]);
    const claims = await home().tokens.verify(token);
    const scopes = [
      'likeness/read',
      'likeness/write',
      'likeness/embed',
      ...(role === 'admin' ? ['likeness/admin'] : []),
    ];
    const person = { tenant: 'acme', role, principal: `user:${role}-1`, name: `${role}-1` };
    expect(identityOf(claims)).toEqual({ ...person, scopes, kind: 'person' });
  });

  test('refuses a token that says more than was signed', async () => {
    const token = await home().signIn('bob', [['acme', 'member']]);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const forged = { ...claims, 'cognito:groups': ['umbrella.admin'] };
    const text = [header, Buffer.from(JSON.stringify(forged)).toString('base64url'), signature].join('.');
    await expect(home().tokens.verify(text)).rejects.toMatchObject({ code: 'TokenInvalid' });
  });
}

describe('tokens contract: the issuer of one machine', () => {
  let folder: string;
  let home: TokenHome;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'likeness-tokens-'));
    const issuer = await openIssuer(folder);
    home = {
      tokens: localTokens(issuer),
      signIn: async (user, [group]) => {
        const [tenant, role] = group ?? ['nobody', 'member'];
        return issuer.issue({ tenant, user, role, seconds: 600 });
      },
    };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  tokensContract(() => home);
});

describeOnMoto('tokens contract: a user pool on moto', () => {
  let moto: Moto;
  let cognito: CognitoIdentityProviderClient;
  let pool: string;
  let application: string;
  let tokens: TokenVerifier;

  beforeAll(async () => {
    moto = await startMoto();
    cognito = new CognitoIdentityProviderClient(moto.client);
    const created = await cognito.send(new CreateUserPoolCommand({ PoolName: 'people' }));
    pool = created.UserPool?.Id ?? '';
    const flows = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] as const;
    const client = { UserPoolId: pool, ClientName: 'console', ExplicitAuthFlows: [...flows] };
    const { UserPoolClient } = await cognito.send(new CreateUserPoolClientCommand(client));
    application = UserPoolClient?.ClientId ?? '';
    const keys = await publishedKeys(moto, pool);
    tokens = tokenVerifier({ userPoolId: pool, clientIds: [application], jwks: async () => keys });
  });
  afterAll(async () => {
    cognito?.destroy();
    await moto?.stop();
  });

  async function signIn(user: string, groups: readonly [tenant: string, role: Role][]) {
    const [UserPoolId, Username, password] = [pool, user, 'Correct-horse-1'];
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username }));
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: password, Permanent: true }));
    for (const [tenant, role] of groups) {
      const GroupName = groupOf(tenant, role);
      await cognito.send(new CreateGroupCommand({ UserPoolId, GroupName })).catch(() => undefined);
      await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
    }
    const AuthParameters = { USERNAME: user, PASSWORD: password };
    const asked = { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: application, AuthParameters } as const;
    const { AuthenticationResult } = await cognito.send(new InitiateAuthCommand(asked));
    return { access: AuthenticationResult?.AccessToken ?? '', id: AuthenticationResult?.IdToken ?? '' };
  }

  tokensContract(() => ({ tokens, signIn: async (user, groups) => (await signIn(user, groups)).access }));

  test('refuses the ID token that comes with it', async () => {
    const { id } = await signIn('cid', [['acme', 'member']]);
    await expect(tokens.verify(id)).rejects.toMatchObject({
      code: 'TokenInvalid',
      message: expect.stringContaining('ID'),
    });
  });

  test('of somebody in no group, and in two, makes no identity', async () => {
    const nobody = await tokens.verify((await signIn('nobody', [])).access);
    const both = await tokens.verify(
      (
        await signIn('both', [
          ['acme', 'member'],
          ['umbrella', 'member'],
        ])
      ).access,
    );
    for (const claims of [nobody, both]) {
      expect(() => identityOf(claims)).toThrow(expect.objectContaining({ code: 'NotPermitted' }));
    }
  });
});

/** The pool's keys where Cognito publishes them. */
function publishedKeys({ endpoint }: Moto, pool: string): Promise<Jwks> {
  return new Promise((resolve, reject) => {
    const headers = { Host: 'cognito-idp.eu-west-1.amazonaws.com' };
    const request = get(`${endpoint}/${pool}/.well-known/jwks.json`, { headers }, (answer) => {
      json(answer).then((keys) => resolve(keys as Jwks), reject);
    });
    request.once('error', reject);
  });
}

describe('the ports that tell who is asking in the cloud', () => {
  const environment = { LIKENESS_USER_POOL_ID: 'eu-west-1_a1B2c3D4e', LIKENESS_TABLE: 'table' };

  test('need a user pool and the table alone', () => {
    expect(Object.keys(identityPorts(environment)).sort()).toEqual(['records', 'tokens']);
    expect(() => identityPorts({})).toThrow(
      expect.objectContaining({
        code: 'SetupIncomplete',
        message: expect.stringMatching(/LIKENESS_USER_POOL_ID, LIKENESS_TABLE/),
      }),
    );
  });
});
