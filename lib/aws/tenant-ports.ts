import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ServicePorts } from '../ports/index.ts';
import { storedModels } from '../ports/models.ts';
import type { Transfers } from '../ports/transfers.ts';
import { s3Objects } from './objects.ts';
import { dynamoRecords } from './records.ts';
import { longestSession, type TenantSession, type TenantSessions } from './tenant-sessions.ts';
import { s3Transfers } from './transfers.ts';

/** Seconds. The SDK asks for other credentials when theirs end within five minutes. */
const left = 300;

/** Forms and addresses end with the session that signed them, so that those which are to hold long get a fresh one. */
const longestHeld = longestSession - left;

/**
 * The ports by which one tenant's data is reached: objects, records, models and transfers on a session of the tenant's,
 * whatever else there is on the credentials of the process. Forms and addresses hold for 55 minutes at least, where no
 * less was asked for.
 */
export function tenantPorts(
  sessions: TenantSessions,
  { bucket, table }: { readonly bucket: string; readonly table: string },
  shared: ServicePorts,
): (tenant: string) => ServicePorts {
  // Clients are made for each request, connections are not.
  const { requestHandler: s3Connections } = new S3Client({}).config;
  const { requestHandler: tableConnections } = new DynamoDBClient({}).config;

  return (tenant) => {
    const credentials = () => sessions(tenant, left);
    const s3 = new S3Client({ credentials, requestHandler: s3Connections });
    const dynamo = new DynamoDBClient({ credentials, requestHandler: tableConnections });
    const documents = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
    const objects = s3Objects(s3);
    return {
      ...shared,
      objects,
      records: dynamoRecords(documents, table),
      models: storedModels(objects, bucket),
      transfers: signedBy((seconds) => sessions(tenant, Math.min(seconds, longestHeld))),
    };
  };
}

/** Transfers each of which is signed by a session that lasts as long as it is asked to hold. */
function signedBy(session: (seconds: number) => Promise<TenantSession>): Transfers {
  let last: { readonly session: TenantSession; readonly transfers: Transfers } | undefined;
  const transfersFor = async ({ seconds }: { readonly seconds: number }): Promise<Transfers> => {
    const credentials = await session(seconds);
    if (last?.session !== credentials) {
      last = { session: credentials, transfers: s3Transfers(new S3Client({ credentials })) };
    }
    return last.transfers;
  };
  return {
    uploadForm: async (asked) => (await transfersFor(asked)).uploadForm(asked),
    downloadUrl: async (asked) => (await transfersFor(asked)).downloadUrl(asked),
  };
}
