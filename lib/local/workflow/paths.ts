import { JSONPath } from 'jsonpath-plus';
import type { Json } from '../../domain/digest.ts';
import { runtimeFailure } from './failures.ts';
import { isObject, Refusal } from './refusal.ts';
import { StateFailure } from './task.ts';

/** What expressions are evaluated against. */
export interface Scope {
  /** `$` */
  readonly input: Json;
  /** `$$` */
  readonly context: Json;
  /** A random UUID that is the same when the history is replayed. */
  readonly uuid: () => string;
}

/** A value computed from a scope; throws StateFailure. */
export type Expression = (scope: Scope) => Json;

export interface Path {
  readonly text: string;
  /** Names at most one place, so its value is that place's and not a list. */
  readonly definite: boolean;
  /** Every value the path names; none when nothing is there. */
  readonly select: (scope: Scope) => Json[];
  /** The value (definite) or the list of values. @throws StateFailure `States.Runtime` when a definite path names nothing. */
  readonly value: Expression;
}

const contextMembers =
  /^\$\$(\.(Execution(\.(Id|Name|Input|StartTime)\b|$)|State(\.(Name|EnteredTime|RetryCount)$|$)|StateMachine(\.(Id|Name)$|$)|Map(\.Item\b|$))|$)/;

const stepPattern = new RegExp(
  [
    String.raw`\.(?<name>[\p{L}\p{N}_-]+)`,
    String.raw`\[(?<quoted>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\]`,
    String.raw`\[(?<index>-?\d+)\]`,
    String.raw`(?<every>\.\*|\[\*\])`,
    String.raw`\[(?<slice>-?\d*:-?\d*)\]`,
    String.raw`\[(?<union>\d+(?:,\d+)+)\]`,
    String.raw`\.\.(?<below>[\p{L}\p{N}_-]+|\*|(?=\[))`,
  ].join('|'),
  'uy',
);

interface Step {
  /** In the library's notation; a grave accent marks a literal name. */
  readonly notation: string[];
  readonly key?: string | number;
  readonly definite: boolean;
}

function stepOf(groups: Record<string, string | undefined>): Step {
  const { name, quoted, index, slice, union, below } = groups;
  if (name !== undefined) return { notation: [`\`${name}`], key: name, definite: true };
  if (quoted !== undefined) {
    const key = quoted.slice(1, -1).replace(/\\(.)/gu, '$1');
    if (key.includes(',')) throw new Refusal('a quoted name must not have a comma');
    return { notation: [`\`${key}`], key, definite: true };
  }
  if (index !== undefined) {
    const at = Number(index);
    // The library has no negative indices, but negative slices.
    const notation = at >= 0 ? String(at) : at === -1 ? '-1:' : `${at}:${at + 1}`;
    return { notation: [notation], key: at, definite: true };
  }
  if (slice !== undefined) return { notation: [slice], definite: false };
  if (union !== undefined) return { notation: [union], definite: false };
  if (below === '') return { notation: ['..'], definite: false };
  if (below !== undefined) return { notation: ['..', below === '*' ? '*' : `\`${below}`], definite: false };
  return { notation: ['*'], definite: false };
}

function stepsOf(text: string): Step[] {
  const steps: Step[] = [];
  stepPattern.lastIndex = text.startsWith('$$') ? 2 : 1;
  while (stepPattern.lastIndex < text.length) {
    const from = stepPattern.lastIndex;
    const match = stepPattern.exec(text);
    if (match === null) throw new Refusal(`the path "${text}" is not supported from "${text.slice(from)}" on`);
    steps.push(stepOf(match.groups ?? {}));
  }
  return steps;
}

interface Found {
  readonly value: Json;
  readonly parent: Json;
  readonly parentProperty: string | number | null;
}

/** Lists have members by number only, texts have none: the library would also find JavaScript's own, such as `length`. */
const isMember = ({ parent, parentProperty }: Found) =>
  Array.isArray(parent) ? /^\d+$/.test(String(parentProperty)) : isObject(parent);

function find(root: Json, notation: readonly string[]): Json[] {
  if (notation.length === 0) return [root];
  if (root === null || typeof root !== 'object') return [];
  const found: Found[] = JSONPath({ path: ['$', ...notation], json: root, eval: false, resultType: 'all', wrap: true });
  return found.filter(isMember).map(({ value }) => value);
}

/**
 * Compiles a JSONPath: names, indices, `[*]`, `..`, slices and unions, over the input (`$`) or the context (`$$`).
 * @throws Refusal for filters, functions, or a member of the context that is not kept
 */
export function compilePath(value: Json): Path {
  if (typeof value !== 'string' || !value.startsWith('$')) throw new Refusal('must be a path that starts with "$"');
  const text = value;
  const fromContext = text.startsWith('$$');
  if (fromContext && !contextMembers.test(text)) throw new Refusal(`the context has no "${text}" here`);
  const steps = stepsOf(text);
  const notation = steps.flatMap((step) => step.notation);
  const definite = steps.every((step) => step.definite);
  const select = (scope: Scope) => find(fromContext ? scope.context : scope.input, notation);
  return {
    text,
    definite,
    select,
    value(scope) {
      const values = select(scope);
      if (!definite) return values;
      const [only] = values;
      if (only === undefined) throw runtimeFailure(`The path '${text}' could not be found in the input.`);
      return only;
    },
  };
}

/** Where a result goes in the state's input. */
export interface ReferencePath {
  /** A copy of `input` with `result` at the path. @throws StateFailure `States.ResultPathMatchFailure` */
  readonly put: (input: Json, result: Json) => Json;
}

/** A `ResultPath`: null drops the result, `$` takes its place, `$.a['b'][0]` puts it inside. */
export function compileReferencePath(value: Json): ReferencePath {
  if (value === null) return { put: (input) => input };
  if (typeof value !== 'string' || !value.startsWith('$') || value.startsWith('$$')) {
    throw new Refusal('must be null or a reference path that starts with "$."');
  }
  const text = value;
  const keys = stepsOf(text).map(({ key }) => {
    if (key === undefined) throw new Refusal(`"${text}" names more than one place`);
    return key;
  });
  return { put: (input, result) => put(input, keys, result, text) };
}

function put(target: Json | undefined, keys: readonly (string | number)[], result: Json, text: string): Json {
  const [key, ...rest] = keys;
  if (key === undefined) return result;
  if (typeof key === 'number' && Array.isArray(target) && key >= 0 && key < target.length) {
    return target.with(key, put(target[key], rest, result, text));
  }
  if (typeof key === 'string' && (target === undefined || isObject(target))) {
    const member = target !== undefined && Object.hasOwn(target, key) ? target[key] : undefined;
    return { ...target, [key]: put(member, rest, result, text) };
  }
  throw new StateFailure('States.ResultPathMatchFailure', `Unable to apply the path '${text}' to the state's input.`);
}
