import type { DeleteCommandInput, PutCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Json } from '../domain/digest.ts';
import type { Amounts, ExpectedMembers, Members, RecordKey, Write } from '../ports/records.ts';

/** One write as DynamoDB takes it, alone or in a transaction. */
export type Operation =
  | { readonly Put: PutCommandInput }
  | { readonly Update: UpdateCommandInput & { UpdateExpression: string } }
  | { readonly Delete: DeleteCommandInput };

type Expressions = Omit<Extract<Operation, { Update: unknown }>['Update'], 'TableName' | 'Key'>;

export const addressed = (table: string, { pk, sk }: RecordKey) => ({ TableName: table, Key: { pk, sk } });

export function operationOf(table: string, write: Write): Operation {
  if ('create' in write) {
    return { Put: { TableName: table, Item: write.create, ConditionExpression: 'attribute_not_exists(pk)' } };
  }
  if ('update' in write) {
    return { Update: { ...addressed(table, write.update), ...updateOf(write.changes, write.expected ?? {}) } };
  }
  return 'add' in write
    ? { Update: { ...addressed(table, write.add), ...additionOf(write) } }
    : { Delete: addressed(table, write.remove) };
}

/** Placeholders for members and values, so that any name does, reserved words and dots included. */
function placeholders() {
  const names: Record<string, string> = {};
  const values: Record<string, Json> = {};
  return {
    name(member: string): string {
      const known = Object.keys(names).find((placeholder) => names[placeholder] === member);
      const placeholder = known ?? `#n${Object.keys(names).length}`;
      names[placeholder] = member;
      return placeholder;
    },
    value(value: Json): string {
      const placeholder = `:v${Object.keys(values).length}`;
      values[placeholder] = value;
      return placeholder;
    },
    names,
    values,
  };
}

type Placeholders = ReturnType<typeof placeholders>;

const setting = (use: Placeholders, members: Members): string[] =>
  Object.entries(members).map(([name, value]) => `${use.name(name)} = ${use.value(value)}`);

function updateOf(changes: Members, expected: ExpectedMembers): Expressions {
  const use = placeholders();
  const conditions = Object.entries(expected).map(([name, value]) => {
    const member = use.name(name);
    // The first half keeps a member that is absent from passing for null.
    return value === undefined
      ? `attribute_not_exists(${member})`
      : `attribute_exists(${member}) AND ${member} = ${use.value(value)}`;
  });
  return {
    UpdateExpression: `SET ${setting(use, changes).join(', ')}`,
    ConditionExpression: ['attribute_exists(pk)', ...conditions].join(' AND '),
    ExpressionAttributeNames: use.names,
    ExpressionAttributeValues: use.values,
  };
}

function additionOf({ amounts, atMost = {}, set = {} }: Extract<Write, { add: RecordKey }>): Expressions {
  const use = placeholders();
  const sets = setting(use, set);
  const additions = Object.entries(amounts).map(([name, amount]) => `${use.name(name)} ${use.value(amount)}`);
  const conditions = Object.entries(amounts).map(([name, amount]) => {
    const limit = Object.hasOwn(atMost, name) ? atMost[name] : undefined;
    return sumIsWithin(use, use.name(name), amount, limit);
  });
  return {
    UpdateExpression: `${sets.length > 0 ? `SET ${sets.join(', ')} ` : ''}ADD ${additions.join(', ')}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: use.names,
    ExpressionAttributeValues: use.values,
  };
}

const largest = Number.MAX_SAFE_INTEGER;

/** Conditions can't add: what is held is compared with what is left for it. */
function sumIsWithin(use: Placeholders, member: string, amount: Amounts[string], limit = largest): string {
  const lowest = use.value(Math.max(-largest, -largest - amount));
  const highest = use.value(Math.min(largest, limit - amount));
  const fits = `attribute_type(${member}, ${use.value('N')}) AND ${member} BETWEEN ${lowest} AND ${highest}`;
  return amount > limit ? fits : `(attribute_not_exists(${member}) OR (${fits}))`;
}

/** The key condition of a query; DynamoDB takes no empty text as the start of a key. */
export function range(pk: string, skPrefix: string, index?: 'GSI1') {
  const [partition, sort] = index === undefined ? ['pk', 'sk'] : ['gsi1pk', 'gsi1sk'];
  return skPrefix === ''
    ? { KeyConditionExpression: `${partition} = :pk`, ExpressionAttributeValues: { ':pk': pk } }
    : {
        KeyConditionExpression: `${partition} = :pk AND begins_with(${sort}, :sk)`,
        ExpressionAttributeValues: { ':pk': pk, ':sk': skPrefix },
      };
}
