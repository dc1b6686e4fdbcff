import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../ports/clock.ts';
import type { Directory } from '../ports/directory.ts';
import { type Environment, required } from './home.ts';
import { cognitoClients } from './machine-clients.ts';
import { cognitoMembers } from './members.ts';
import { dynamoRecords } from './records.ts';

/**
 * The members and machine clients of a user pool, with the credentials of the process: accounts and the shared partition
 * are no tenant's.
 * @throws InputError `SetupIncomplete`, which names every variable that is missing
 */
export function cloudDirectory(env: Environment): Directory {
  const values = required(env, ['LIKENESS_USER_POOL_ID', 'LIKENESS_TABLE']);
  const client = new CognitoIdentityProviderClient({});
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const records = dynamoRecords(documents, values.LIKENESS_TABLE);
  return {
    ...cognitoMembers(client, values.LIKENESS_USER_POOL_ID),
    ...cognitoClients(client, values.LIKENESS_USER_POOL_ID, records, systemClock),
  };
}
