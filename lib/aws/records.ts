import { randomUUID } from 'node:crypto';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { checkWrites, keyOf } from '../ports/members.ts';
import { pageOf, pageStart } from '../ports/pages.ts';
import type { RecordItem, Records, Write } from '../ports/records.ts';
import { untilDecided } from './record-conflicts.ts';
import { addressed, type Operation, operationOf, range } from './record-operations.ts';

/**
 * The table on DynamoDB, with string keys `pk` and `sk` and the index `GSI1` on `gsi1pk` and `gsi1sk`, which has whole
 * records. `client` must leave out `undefined` members (`marshallOptions: { removeUndefinedValues: true }`).
 *
 * When an answer is lost on the way and the SDK sends the request again, a transaction of several writes has happened
 * once and says so: it carries a token. One write alone, which costs half, has none: false may mean that this very call
 * wrote, so that nobody believes falsely to have won, and a caller that lost reads what is there; and an `add` alone may
 * have been added twice. What must be counted exactly is added in one transaction with the record of what it counts.
 */
export function dynamoRecords(client: DynamoDBDocumentClient, table: string): Records {
  async function transact(writes: readonly Write[]): Promise<boolean> {
    checkWrites(writes);
    const [first, ...others] = writes;
    if (first === undefined) return true;
    if (others.length === 0) return untilDecided(keyOf(first), () => sendAlone(client, operationOf(table, first)));
    const TransactItems = writes.map((write) => operationOf(table, write));
    // One token for every attempt: whichever of them happened, it happened once.
    const ClientRequestToken = randomUUID();
    return untilDecided(keyOf(first), () =>
      client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken })),
    );
  }

  /** What a query finds, or the first `most` of it: DynamoDB answers with no more than 1 MB at a time. */
  async function found(query: Omit<QueryCommandInput, 'TableName' | 'Limit'>, most?: number): Promise<RecordItem[]> {
    const items: RecordItem[] = [];
    let start = query.ExclusiveStartKey;
    do {
      const Limit = most === undefined ? undefined : most - items.length;
      const answer = await client.send(
        new QueryCommand({ TableName: table, ...query, Limit, ExclusiveStartKey: start }),
      );
      items.push(...((answer.Items ?? []) as RecordItem[]));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined && (most === undefined || items.length < most));
    return items;
  }

  return {
    async get(key) {
      const { Item } = await client.send(new GetCommand({ ...addressed(table, key), ConsistentRead: true }));
      return Item as RecordItem | undefined;
    },

    transact,

    create: (item) => transact([{ create: item }]),

    update: (key, changes, expected) => transact([{ update: key, changes, expected }]),

    query: (pk, skPrefix) => found({ ConsistentRead: true, ...range(pk, skPrefix) }),

    async page(request) {
      const { pk, skPrefix, index, newestFirst = false } = request;
      const query = {
        IndexName: index,
        // An index of DynamoDB's has no other reads.
        ConsistentRead: index === undefined,
        ScanIndexForward: !newestFirst,
        ExclusiveStartKey: pageStart(request),
        ...range(pk, skPrefix, index),
      };
      return pageOf(request, await found(query, request.limit + 1));
    },

    async delete(key) {
      await transact([{ remove: key }]);
    },
  };
}

async function sendAlone(client: DynamoDBDocumentClient, operation: Operation): Promise<void> {
  if ('Put' in operation) await client.send(new PutCommand(operation.Put));
  else if ('Update' in operation) await client.send(new UpdateCommand(operation.Update));
  else await client.send(new DeleteCommand(operation.Delete));
}
