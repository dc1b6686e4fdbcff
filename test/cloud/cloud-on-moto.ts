import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { s3Objects } from '../../lib/aws/objects.ts';
import { kmsSigner } from '../../lib/aws/receipt-signer.ts';
import { dynamoRecords } from '../../lib/aws/records.ts';
import type { Json } from '../../lib/domain/digest.ts';
import type { Moto } from '../contract/moto.ts';

/** What a deployment has and functions call, on moto. */
export async function cloudOnMoto({ endpoint, client }: Moto) {
  const s3 = new S3Client(client);
  const dynamo = new DynamoDBClient(client);
  const sqs = new SQSClient(client);
  const kms = new KMSClient(client);
  const events = new EventBridgeClient(client);
  await s3.send(
    new CreateBucketCommand({ Bucket: 'bucket', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
  await dynamo.send(new CreateTableCommand(tableAsked));
  await events.send(new CreateEventBusCommand({ Name: 'bus' }));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }));
  const queue = async (QueueName: string) => (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  const queues = { deliveries: await queue('deliveries'), deletions: await queue('deletions') };
  const keyArn = KeyMetadata?.Arn ?? '';
  const documents = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  return {
    objects: s3Objects(s3),
    records: dynamoRecords(documents, 'table'),
    signer: kmsSigner(kms, keyArn),
    /** What waits in a queue; it is not taken off. */
    async messagesIn(name: keyof typeof queues): Promise<Json[]> {
      const asked = { QueueUrl: queues[name], MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
      return Messages.map(({ Body = '' }) => JSON.parse(Body) as Json);
    },
    variables: {
      ...{ AWS_REGION: client.region, AWS_ENDPOINT_URL: endpoint },
      ...{ AWS_ACCESS_KEY_ID: client.credentials.accessKeyId },
      ...{ AWS_SECRET_ACCESS_KEY: client.credentials.secretAccessKey },
      ...{ LIKENESS_BUCKET: 'bucket', LIKENESS_TABLE: 'table', LIKENESS_EVENT_BUS: 'bus' },
      LIKENESS_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:machine',
      LIKENESS_TENANT_ROLE_ARN: 'arn:aws:iam::123456789012:role/tenant',
      LIKENESS_DELIVERIES_QUEUE: queues.deliveries,
      LIKENESS_DELETIONS_QUEUE: queues.deletions,
      LIKENESS_RECEIPT_KEY_ARN: keyArn,
    },
    close(): void {
      for (const opened of [s3, dynamo, sqs, kms, events]) opened.destroy();
    },
  };
}

const keyed = (hash: string, range: string): KeySchemaElement[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

const tableAsked: CreateTableCommandInput = {
  TableName: 'table',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
  KeySchema: keyed('pk', 'sk'),
  GlobalSecondaryIndexes: [
    { IndexName: 'GSI1', KeySchema: keyed('gsi1pk', 'gsi1sk'), Projection: { ProjectionType: 'ALL' } },
  ],
};
