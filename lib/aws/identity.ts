import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Records } from '../ports/records.ts';
import type { TokenVerifier } from '../ports/tokens.ts';
import { tokenVerifier } from '../web/tokens.ts';
import { type Environment, required } from './home.ts';
import { dynamoRecords } from './records.ts';

/**
 * What it takes to know who is asking, of a user pool and the table: all that the authorizer needs of the cloud's home.
 * `LIKENESS_CLIENT_IDS`, separated by commas, are the applications whose tokens are taken; all of the pool's without it.
 * @throws InputError `SetupIncomplete`, which names every variable that is missing
 */
export function identityPorts(env: Environment): { readonly tokens: TokenVerifier; readonly records: Records } {
  const values = required(env, ['LIKENESS_USER_POOL_ID', 'LIKENESS_TABLE']);
  const clientIds = (env.LIKENESS_CLIENT_IDS ?? '').split(/[ ,]+/).filter((id) => id !== '');
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return {
    tokens: tokenVerifier({
      userPoolId: values.LIKENESS_USER_POOL_ID,
      clientIds: clientIds.length > 0 ? clientIds : null,
    }),
    records: dynamoRecords(documents, values.LIKENESS_TABLE),
  };
}
