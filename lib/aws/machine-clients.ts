import {
  type CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { checkClient } from '../domain/directory.ts';
import { clientKey, tenantClientKey } from '../domain/keys.ts';
import { clientRecords } from '../ports/client-records.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory } from '../ports/directory.ts';
import type { Records } from '../ports/records.ts';

type MachineClients = Pick<Directory, 'clients' | 'createClient' | 'deleteClient'>;

/**
 * Machine clients as app clients of a user pool. Which tenant is a client's, its record alone says: one without is let
 * in nowhere, so that the record is made last and goes first.
 */
export function cognitoClients(
  client: CognitoIdentityProviderClient,
  userPoolId: string,
  records: Records,
  clock: Clock,
): MachineClients {
  const kept = clientRecords(records);
  const forget = (clientId: string) =>
    client.send(new DeleteUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: clientId }));

  return {
    clients: kept.of,

    async createClient(tenant, { name, scopes }) {
      checkClient({ name, scopes });
      const { UserPoolClient } = await client.send(
        new CreateUserPoolClientCommand({
          UserPoolId: userPoolId,
          ClientName: `${tenant}.${name}`,
          GenerateSecret: true,
          AllowedOAuthFlowsUserPoolClient: true,
          AllowedOAuthFlows: ['client_credentials'],
          AllowedOAuthScopes: [...scopes],
          // None of those by which people sign in, which a client has unless others are named.
          ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
        }),
      );
      const { ClientId: clientId = '', ClientSecret: secret = '' } = UserPoolClient ?? {};
      const made = { clientId, name, scopes: [...scopes], createdAt: clock.now() };
      try {
        await records.transact([
          { create: { ...clientKey(clientId), tenant, name, scopes: [...scopes], createdAt: made.createdAt } },
          { create: { ...tenantClientKey(tenant, clientId), ...made } },
        ]);
      } catch (error) {
        await forget(clientId).catch(() => undefined);
        throw error;
      }
      return { ...made, secret };
    },

    async deleteClient(tenant, clientId) {
      await kept.require(tenant, clientId);
      await records.delete(clientKey(clientId));
      await forget(clientId).catch((error: unknown) => {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      });
      await records.delete(tenantClientKey(tenant, clientId));
    },
  };
}
