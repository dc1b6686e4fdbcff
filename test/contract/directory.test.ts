import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { cognitoClients } from '../../lib/aws/machine-clients.ts';
import { cognitoMembers } from '../../lib/aws/members.ts';
import { machineClient } from '../../lib/domain/identity.ts';
import { clientKey } from '../../lib/domain/keys.ts';
import { localClients } from '../../lib/local/clients.ts';
import { localDirectory } from '../../lib/local/directory.ts';
import { type SqliteRecords, sqliteRecords } from '../../lib/local/records.ts';
import type { Directory } from '../../lib/ports/directory.ts';
import { directoryContract } from './directory.cases.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';

const clock = { now: () => '2026-01-31T12:00:00.000Z' };

let folder: string;
let records: SqliteRecords;
/** For each suite anew. */
const openRecords = async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-directory-'));
  records = sqliteRecords(join(folder, 'records.sqlite'));
};
const closeRecords = async () => {
  records.close();
  await rm(folder, { recursive: true, force: true });
};

describe('directory contract: local', () => {
  let directory: Directory;
  beforeAll(async () => {
    await openRecords();
    const issuer = { issueForClient: async () => 'no tokens here' };
    directory = localDirectory({
      records,
      clients: localClients(records, issuer, clock),
      clock,
      url: () => 'http://127.0.0.1:8080',
    });
  });

  afterAll(closeRecords);

  directoryContract(() => directory);

  test('a client that was deleted has no record by which its tokens would mean something', async () => {
    const { clientId } = await directory.createClient('recorded', { name: 'till', scopes: ['likeness/read'] });
    expect(machineClient.parse(await records.get(clientKey(clientId)))).toMatchObject({ tenant: 'recorded' });
    await directory.deleteClient('recorded', clientId);
    expect(await records.get(clientKey(clientId))).toBeUndefined();
  });
});

describeOnMoto('directory contract: Cognito on moto', () => {
  let moto: Moto;
  let client: CognitoIdentityProviderClient;
  let UserPoolId: string;
  let directory: Directory;

  beforeAll(async () => {
    await openRecords();
    moto = await startMoto();
    client = new CognitoIdentityProviderClient(moto.client);
    const { UserPool } = await client.send(
      new CreateUserPoolCommand({ PoolName: 'pool', UsernameAttributes: ['email'] }),
    );
    UserPoolId = UserPool?.Id ?? '';
    directory = { ...cognitoMembers(client, UserPoolId), ...cognitoClients(client, UserPoolId, records, clock) };
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
    await closeRecords();
  });

  directoryContract(() => directory);

  const groupsOf = async (Username: string) => {
    const { Groups = [] } = await client.send(new AdminListGroupsForUserCommand({ UserPoolId, Username }));
    return Groups.map(({ GroupName }) => GroupName).sort();
  };

  test('a member is in the one group that tokens name', async () => {
    const { username, status } = await directory.invite('groups', { email: 'ann@groups.example', role: 'member' });
    expect(status).toBe('invited');
    expect(await groupsOf(username)).toEqual(['groups.member']);
    await directory.changeRole('groups', username, 'admin');
    expect(await groupsOf(username)).toEqual(['groups.admin']);
  });

  test('an invitation that broke off goes on, and groups that are no tenant’s are nobody’s concern', async () => {
    await client.send(new AdminCreateUserCommand({ UserPoolId, Username: 'ann@broken.example' }));
    await client.send(new CreateGroupCommand({ UserPoolId, GroupName: 'eu-west-1_pool_Google' }));
    const other = { UserPoolId, Username: 'ann@broken.example', GroupName: 'eu-west-1_pool_Google' };
    await client.send(new AdminAddUserToGroupCommand(other));
    const { username } = await directory.invite('broken', { email: 'ann@broken.example', role: 'admin' });
    expect(await groupsOf(username)).toEqual(['broken.admin', 'eu-west-1_pool_Google']);
  });

  test('a change of role that broke off between the groups is mended by the next', async () => {
    const { username } = await directory.invite('half', { email: 'ann@half.example', role: 'member' });
    await client.send(new CreateGroupCommand({ UserPoolId, GroupName: 'half.admin' }));
    await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: username, GroupName: 'half.admin' }));
    await directory.changeRole('half', username, 'member');
    expect(await groupsOf(username)).toEqual(['half.member']);
  });

  test('a client is one of the pool for client credentials with its scopes, and its record says whose', async () => {
    const asked = { name: 'till', scopes: ['likeness/read'] } as const;
    const { clientId, secret } = await directory.createClient('pooled', asked);
    const described = new DescribeUserPoolClientCommand({ UserPoolId, ClientId: clientId });
    expect((await client.send(described)).UserPoolClient).toMatchObject({
      ClientName: 'pooled.till',
      ClientSecret: secret,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: ['likeness/read'],
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
    });
    const record = await records.get(clientKey(clientId));
    expect(machineClient.parse(record)).toEqual({ tenant: 'pooled', ...asked, createdAt: clock.now() });
    expect(JSON.stringify(record)).not.toContain(secret);
    await directory.deleteClient('pooled', clientId);
    await expect(client.send(described)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await records.get(clientKey(clientId))).toBeUndefined();
  });

  test('a client whose record could not be written is taken off the pool again', async () => {
    const full = { ...records, transact: () => Promise.reject(new Error('the table is full')) };
    const { createClient } = cognitoClients(client, UserPoolId, full, clock);
    const named = async () => {
      const { UserPoolClients = [] } = await client.send(
        new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 60 }),
      );
      return UserPoolClients.map(({ ClientName }) => ClientName);
    };
    await expect(createClient('full', { name: 'till', scopes: ['likeness/read'] })).rejects.toThrow('table is full');
    expect(await named()).not.toContain('full.till');
  });
});
