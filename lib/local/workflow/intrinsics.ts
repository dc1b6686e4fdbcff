import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../domain/digest.ts';
import { intrinsicFailure } from './failures.ts';
import { compilePath, type Expression, type Scope } from './paths.ts';
import { isObject, Refusal } from './refusal.ts';

interface Intrinsic {
  /** How many arguments: exactly, or at least. */
  readonly count: number | { readonly least: number };
  readonly apply: (args: Json[], scope: Scope) => Json;
}

const textOf = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value));

/** A value inside a formatted text, as Step Functions writes it: `{a=1, b=[x, y]}`. */
function written(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (!isObject(value)) return textOf(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}=${written(member)}`)
    .join(', ')}}`;
}

function expect<T>(value: Json | undefined, test: (value: Json) => T | undefined, wanted: string): T {
  const result = value === undefined ? undefined : test(value);
  if (result === undefined) throw intrinsicFailure(`Expected ${wanted}, not ${JSON.stringify(value)}.`);
  return result;
}

const text = (value: Json | undefined) => expect(value, (it) => (typeof it === 'string' ? it : undefined), 'a string');
const list = (value: Json | undefined) => expect(value, (it) => (Array.isArray(it) ? it : undefined), 'an array');
const object = (value: Json | undefined) => expect(value, (it) => (isObject(it) ? it : undefined), 'an object');
const integer = (value: Json | undefined) =>
  expect(value, (it) => (typeof it === 'number' ? Math.round(it) : undefined), 'a number');

/** Fills each `{}` of a template; `\{`, `\}` and `\\` are the characters themselves. */
function format(template: string, values: Json[]): string {
  let used = 0;
  const filled = template.replace(/\\([{}\\'])|\{\}/g, (match, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = values[used++];
    return value === undefined ? match : written(value);
  });
  if (used !== values.length) throw intrinsicFailure(`The template has ${used} places for ${values.length} values.`);
  return filled;
}

function parse(json: string): Json {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw intrinsicFailure(`Not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function hash(data: Json | undefined, algorithm: string): string {
  const names: Record<string, string> = {
    MD5: 'md5',
    'SHA-1': 'sha1',
    'SHA-256': 'sha256',
    'SHA-384': 'sha384',
    'SHA-512': 'sha512',
  };
  const name = names[algorithm];
  if (name === undefined) throw intrinsicFailure(`No hash algorithm is called ${algorithm}.`);
  return createHash(name)
    .update(textOf(data ?? null))
    .digest('hex');
}

function item(items: Json[], index: number): Json {
  const found = items[index];
  if (found === undefined) throw intrinsicFailure(`There is no item ${index} in an array of ${items.length}.`);
  return found;
}

function add(a: number, b: number): number {
  const sum = a + b;
  if (Math.abs(sum) > 2 ** 31 - 1) throw intrinsicFailure(`${sum} is out of the range of whole numbers.`);
  return sum;
}

function merge(a: Json | undefined, b: Json | undefined, deep: Json | undefined): Json {
  if (deep !== false) throw intrinsicFailure('Step Functions merges shallowly only: the third argument must be false.');
  return { ...object(a), ...object(b) };
}

const intrinsics: Record<string, Intrinsic> = {
  'States.Array': { count: { least: 0 }, apply: (args) => args },
  'States.ArrayContains': {
    count: 2,
    apply: ([items, wanted]) => list(items).some((it) => canonicalJson(it) === canonicalJson(wanted ?? null)),
  },
  'States.ArrayGetItem': { count: 2, apply: ([items, index]) => item(list(items), integer(index)) },
  'States.ArrayLength': { count: 1, apply: ([items]) => list(items).length },
  'States.Format': { count: { least: 1 }, apply: ([template, ...values]) => format(text(template), values) },
  'States.Hash': { count: 2, apply: ([data, algorithm]) => hash(data, text(algorithm)) },
  'States.JsonMerge': { count: 3, apply: ([a, b, deep]) => merge(a, b, deep) },
  'States.JsonToString': { count: 1, apply: ([value]) => JSON.stringify(value) },
  'States.MathAdd': { count: 2, apply: ([a, b]) => add(integer(a), integer(b)) },
  'States.StringToJson': { count: 1, apply: ([json]) => parse(text(json)) },
  'States.UUID': { count: 0, apply: (_, scope) => scope.uuid() },
};

/** Compiles `States.Name(argument, ...)`; an argument is a literal, a path or another call. @throws Refusal */
export function compileIntrinsic(source: string): Expression {
  const reader = new Reader(source);
  const expression = reader.call();
  reader.end();
  return expression;
}

class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  call(): Expression {
    const name = this.#need(/[\w.]+/y, 'the name of a function');
    const intrinsic = Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined;
    if (intrinsic === undefined) throw new Refusal(`the intrinsic function "${name}" is not supported`);
    const args = this.#arguments();
    const { count } = intrinsic;
    if (typeof count === 'number' ? args.length !== count : args.length < count.least) {
      throw new Refusal(`"${name}" has ${args.length} arguments`);
    }
    return (scope) =>
      intrinsic.apply(
        args.map((arg) => arg(scope)),
        scope,
      );
  }

  end(): void {
    if (this.#match(/\s*$/y) === undefined) this.#refuse('the end');
  }

  #arguments(): Expression[] {
    this.#need(/\(\s*/y, '"("');
    const args: Expression[] = [];
    if (this.#match(/\)/y) !== undefined) return args;
    do args.push(this.#argument());
    while (this.#match(/\s*,\s*/y) !== undefined);
    this.#need(/\s*\)/y, '")"');
    return args;
  }

  #argument(): Expression {
    const quoted = this.#match(/'(?:[^'\\]|\\.)*'/sy);
    // Format reads \{ and \} itself; elsewhere they stay as written.
    if (quoted !== undefined) return constant(quoted.slice(1, -1).replace(/\\'/g, "'"));
    const literal = this.#match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true\b|false\b|null\b/y);
    if (literal !== undefined) return constant(JSON.parse(literal));
    const path = this.#match(/\$(?:[^\s,()[\]']|\[(?:'(?:[^'\\]|\\.)*'|[^\]'])*\])*/y);
    if (path !== undefined) return compilePath(path).value;
    return this.call();
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #need(pattern: RegExp, wanted: string): string {
    return this.#match(pattern) ?? this.#refuse(wanted);
  }

  #refuse(wanted: string): never {
    throw new Refusal(`expected ${wanted} at "${this.#source.slice(this.#at)}" of "${this.#source}"`);
  }
}

const constant =
  (value: Json): Expression =>
  () =>
    value;
