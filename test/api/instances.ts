/** The parts of a JSON Schema that the API's document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
}

/** Values for strings that are ids of something, by the names that the API gives them everywhere. */
export type Ids = Readonly<Record<string, string>>;

const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

/**
 * A small value that the schema takes, with every member that it names: what is an id, or an image, is told by the
 * member's name, so that a new operation needs nothing here as long as it calls things what the others do.
 */
export function instanceOf(schema: Schema, ids: Ids, schemas: Readonly<Record<string, Schema>>, name = ''): unknown {
  const { $ref, anyOf, allOf, enum: values, items, properties } = schema;
  if ($ref !== undefined) return instanceOf(schemas[$ref.split('/').at(-1) ?? ''] ?? {}, ids, schemas, name);
  if (schema.const !== undefined) return schema.const;
  if (values !== undefined) return values[0];
  const [alternative] = anyOf ?? allOf ?? [];
  if (alternative !== undefined) return instanceOf(alternative, ids, schemas, name);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') return [instanceOf(items ?? {}, ids, schemas, name)];
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 1, 1);
  if (type === 'boolean') return false;
  if (type === 'string') return textOf(schema, ids, name);
  const members = Object.entries(properties ?? {}).filter(
    ([member]) => schema.required?.includes(member) || member in ids,
  );
  return Object.fromEntries(members.map(([member, of]) => [member, instanceOf(of, ids, schemas, member)]));
}

function textOf({ format }: Schema, ids: Ids, name: string): string {
  const id = ids[name];
  if (id !== undefined) return id;
  if (name === 'input' || name === 'image') return pixel;
  if (name === 'url' || format === 'uri') return 'https://hooks.example/likeness';
  return name === 'category' ? 'mug' : 'text';
}
