import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Json } from '../domain/digest.ts';
import { checkChanges, checkItem } from '../ports/members.ts';
import type { RecordItem, RecordKey, Records } from '../ports/records.ts';

type Members = { readonly [member: string]: Json | undefined };

/**
 * The table on DynamoDB, with string keys `pk` and `sk`. `client` must leave out `undefined` members
 * (`marshallOptions: { removeUndefinedValues: true }`).
 *
 * When an answer is lost on the way and the SDK sends the request again, false may mean that this very call wrote:
 * nobody believes falsely to have won; a caller that lost reads what is there.
 */
export function dynamoRecords(client: DynamoDBDocumentClient, table: string): Records {
  const addressed = (key: RecordKey) => ({ TableName: table, Key: { pk: key.pk, sk: key.sk } });

  return {
    async get(key) {
      const { Item } = await client.send(new GetCommand({ ...addressed(key), ConsistentRead: true }));
      return Item as RecordItem | undefined;
    },

    async create(item) {
      checkItem(item);
      const condition = 'attribute_not_exists(pk)';
      return unlessRefused(() =>
        client.send(new PutCommand({ TableName: table, Item: item, ConditionExpression: condition })),
      );
    },

    async update(key, changes, expected = {}) {
      checkChanges(key, changes);
      return unlessRefused(() => client.send(new UpdateCommand({ ...addressed(key), ...updateOf(changes, expected) })));
    },

    async query(pk, skPrefix) {
      const items: RecordItem[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
            ConsistentRead: true,
            ExclusiveStartKey: start,
            ...range(pk, skPrefix),
          }),
        );
        items.push(...((page.Items ?? []) as RecordItem[]));
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return items;
    },

    async delete(key) {
      await client.send(new DeleteCommand(addressed(key)));
    },
  };
}

/** True once the write went through, false when its condition failed. */
async function unlessRefused(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Every member goes by placeholders, so that any name does, reserved words and dots included. */
function updateOf(changes: Members, expected: Members): Omit<UpdateCommandInput, 'TableName' | 'Key'> {
  const names: Record<string, string> = {};
  const values: Record<string, Json | undefined> = {};
  const sets = Object.entries(changes).map(([name, value], index) => {
    names[`#c${index}`] = name;
    values[`:c${index}`] = value;
    return `#c${index} = :c${index}`;
  });
  const conditions = Object.entries(expected).map(([name, value], index) => {
    names[`#e${index}`] = name;
    if (value === undefined) return `attribute_not_exists(#e${index})`;
    values[`:e${index}`] = value;
    // The first half keeps a member that is absent from passing for null.
    return `attribute_exists(#e${index}) AND #e${index} = :e${index}`;
  });
  return {
    UpdateExpression: `SET ${sets.join(', ')}`,
    ConditionExpression: ['attribute_exists(pk)', ...conditions].join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

/** The key condition of a query; DynamoDB takes no empty text as the start of a key. */
function range(pk: string, skPrefix: string) {
  return skPrefix === ''
    ? { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } }
    : {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': pk, ':sk': skPrefix },
      };
}
