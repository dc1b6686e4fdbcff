import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoRecords } from '../../lib/aws/records.ts';
import { type SqliteRecords, sqliteRecords } from '../../lib/local/records.ts';
import { idempotencyContract } from './idempotency.cases.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';
import { pagesContract } from './record-pages.cases.ts';
import { transactionsContract } from './record-transactions.cases.ts';
import { recordsContract } from './records.cases.ts';

describe('records contract: local', () => {
  let folder: string;
  let records: SqliteRecords;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-records-'));
    records = sqliteRecords(join(folder, 'records.db'));
  });
  afterAll(async () => {
    records.close();
    await rm(folder, { recursive: true, force: true });
  });

  recordsContract(() => records, 300);
  transactionsContract(() => records, 300);
  pagesContract(() => records, 300);
  idempotencyContract(() => records, 300);

  /** A process that opens the file and does one thing over and over; its lines say what was acknowledged. */
  function program(role: 'append' | 'count', path: string, name: string) {
    const script = join(import.meta.dirname, 'records.program.ts');
    return spawn(process.execPath, ['--no-warnings', script, role, path, name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  test('loses no acknowledged write when a writer is killed', async () => {
    const path = join(folder, 'killed.db');
    const acknowledged: string[] = [];
    for (const writer of ['0', '1', '2']) {
      const child = program('append', path, writer);
      const exit = once(child, 'exit');
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged.push(line);
        if (line.endsWith('#000200')) child.kill('SIGKILL');
      }
      await exit;
      expect(child.signalCode).toBe('SIGKILL');
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(600);
    const reopened = sqliteRecords(path);
    const written = new Set((await reopened.query('T#t', '')).map(({ sk }) => sk));
    expect(acknowledged.filter((sk) => !written.has(sk))).toEqual([]);
    expect(await reopened.create({ pk: 'T#t', sk: 'after' })).toBe(true);
    reopened.close();
  });

  test('counts every increment that several processes make at once', async () => {
    const path = join(folder, 'counted.db');
    const exits = ['0', '1', '2', '3'].map((name) => {
      const child = program('count', path, name);
      child.stdout.resume();
      return once(child, 'exit');
    });
    for (const [code] of await Promise.all(exits)) expect(code).toBe(0);
    const reopened = sqliteRecords(path);
    expect(await reopened.get({ pk: 'T#t', sk: 'counter' })).toMatchObject({ count: 400 });
    reopened.close();
  });
});

describeOnMoto('records contract: DynamoDB on moto', () => {
  let moto: Moto;
  let client: DynamoDBClient;
  let documents: DynamoDBDocumentClient;

  beforeAll(async () => {
    moto = await startMoto();
    client = new DynamoDBClient(moto.client);
    documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
    await client.send(
      new CreateTableCommand({
        TableName: 'table',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'GSI1',
            KeySchema: [
              { AttributeName: 'gsi1pk', KeyType: 'HASH' },
              { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    );
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  recordsContract(() => dynamoRecords(documents, 'table'), 20);
  transactionsContract(() => dynamoRecords(documents, 'table'), 20);
  pagesContract(() => dynamoRecords(documents, 'table'), 20);
  idempotencyContract(() => dynamoRecords(documents, 'table'), 20);
});
