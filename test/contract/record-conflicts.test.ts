import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoRecords } from '../../lib/aws/records.ts';
import type { Records, Write } from '../../lib/ports/records.ts';
import { type Answer, type Loopback, startLoopback } from './loopback.ts';

const refusal = (name: string, more: object = {}): Answer => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, Message: name, ...more },
});
const cancelled = (...codes: string[]): Answer =>
  refusal('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });
const done: Answer = { headers: { 'content-type': 'application/x-amz-json-1.0' }, body: {} };

describe('writes to DynamoDB when others are in the way', () => {
  let loopback: Loopback;
  let client: DynamoDBClient;
  let records: Records;
  let answers: Answer[];

  beforeAll(async () => {
    // The last answer is given for ever.
    loopback = await startLoopback(() => (answers.length > 1 ? answers.shift() : answers[0]) ?? done);
    client = new DynamoDBClient(loopback.client);
    records = dynamoRecords(DynamoDBDocumentClient.from(client), 'table');
  });
  beforeEach(() => {
    loopback.requests.length = 0;
  });
  afterAll(async () => {
    client.destroy();
    await loopback.stop();
  });

  const operations = () => loopback.requests.map(({ headers }) => String(headers['x-amz-target']).split('.')[1]);
  const key = { pk: 'T#acme', sk: 'RUN#1' };
  const add = { add: { pk: 'T#acme', sk: 'USAGE#1' }, amounts: { runs: 1 } };
  const two: Write[] = [{ create: key }, add];

  test('are tried again with one token, so that they happen once', async () => {
    answers = [cancelled('None', 'TransactionConflict'), cancelled('ThrottlingError', 'None'), done];
    expect(await records.transact(two)).toBe(true);
    expect(operations()).toEqual(['TransactWriteItems', 'TransactWriteItems', 'TransactWriteItems']);
    const tokens = loopback.requests.map(({ body }) => JSON.parse(body.toString()).ClientRequestToken);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('end as a conflict when that never helps', async () => {
    answers = [cancelled('TransactionConflict', 'None')];
    await expect(records.transact(two)).rejects.toMatchObject({ code: 'RecordConflict', fault: 'service' });
    expect(operations()).toHaveLength(8);
  });

  test('are false when a condition failed, whatever else was in the way', async () => {
    answers = [cancelled('ConditionalCheckFailed', 'TransactionConflict')];
    expect(await records.transact(two)).toBe(false);
    expect(operations()).toHaveLength(1);
  });

  test.each([
    ['a mistake of ours', cancelled('ConditionalCheckFailed', 'ValidationError')],
    ['no reason at all', cancelled('None', 'None')],
  ])('throw on %s', async (_, answer) => {
    answers = [answer];
    await expect(records.transact(two)).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect(operations()).toHaveLength(1);
  });

  test.each<[string, Write]>([
    ['PutItem', { create: key }],
    ['UpdateItem', { update: key, changes: { status: 'x' } }],
    ['UpdateItem', add],
    ['DeleteItem', { remove: key }],
  ])('are one %s where there is one, tried again as well', async (operation, write) => {
    answers = [refusal('TransactionConflictException'), done];
    expect(await records.transact([write])).toBe(true);
    expect(operations()).toEqual([operation, operation]);
    answers = [refusal('ConditionalCheckFailedException')];
    expect(await records.transact([write])).toBe(false);
  });
});
