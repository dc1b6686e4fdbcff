import type { Json } from '../../domain/digest.ts';
import { runtimeFailure } from './failures.ts';
import { compilePath, type Path, type Scope } from './paths.ts';
import { asBoolean, asList, asObject, type JsonObject, Refusal } from './refusal.ts';

/** Whether a Choice rule holds for the data. */
export type Condition = (scope: Scope) => boolean;

const timestampPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since 1970 of an RFC 3339 timestamp as Step Functions wants it (capital T and Z), else undefined. */
export function timestampOf(value: Json): number | undefined {
  if (typeof value !== 'string' || !timestampPattern.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

type Comparable = string | number | boolean;

/** What a value is to an operator of that kind; undefined: of another type, so that no comparison holds. */
const kinds: Record<string, (value: Json) => Comparable | undefined> = {
  String: (value) => (typeof value === 'string' ? value : undefined),
  Numeric: (value) => (typeof value === 'number' ? value : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  Timestamp: timestampOf,
};

const relations: Record<string, (a: Comparable, b: Comparable) => boolean> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  GreaterThan: (a, b) => a > b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThanEquals: (a, b) => a >= b,
};

const typeTests: Record<string, (value: Json) => boolean> = {
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => timestampOf(value) !== undefined,
};

/**
 * Compiles a rule, which may hold others by `And`, `Or` and `Not`; `Next` and `Comment` are the caller's.
 * @throws Refusal for an unknown operator or an operand of the wrong type
 */
export function compileCondition(value: Json): Condition {
  const rule = asObject(value);
  const members = Object.keys(rule).filter((key) => key !== 'Comment');
  const [only] = members;
  if (members.length === 1 && only !== undefined && Object.hasOwn(combinations, only)) {
    return (combinations[only] as (operand: Json) => Condition)(rule[only] as Json);
  }
  return compileTest(rule, members);
}

const combinations: Record<string, (operand: Json) => Condition> = {
  And(operand) {
    const all = asList(operand).map(compileCondition);
    return (scope) => all.every((condition) => condition(scope));
  },
  Or(operand) {
    const any = asList(operand).map(compileCondition);
    return (scope) => any.some((condition) => condition(scope));
  },
  Not(operand) {
    const condition = compileCondition(operand);
    return (scope) => !condition(scope);
  },
};

function compileTest(rule: JsonObject, members: string[]): Condition {
  const [operator, ...others] = members.filter((key) => key !== 'Variable');
  if (operator === undefined || others.length > 0 || rule.Variable === undefined) {
    throw new Refusal(
      `a rule has "Variable" and one operator, or "And", "Or" or "Not" alone, not ${members.join(', ')}`,
    );
  }
  const variable = compilePath(rule.Variable);
  return compileOperator(operator, variable, rule[operator] as Json);
}

function compileOperator(operator: string, variable: Path, operand: Json): Condition {
  if (operator === 'IsPresent') {
    const wanted = asBoolean(operand);
    return (scope) => variable.select(scope).length > 0 === wanted;
  }
  if (Object.hasOwn(typeTests, operator)) {
    const test = typeTests[operator] as (value: Json) => boolean;
    const wanted = asBoolean(operand);
    return (scope) => test(operandOf(variable, scope)) === wanted;
  }
  if (operator === 'StringMatches') {
    const pattern = compilePattern(operand);
    return (scope) => {
      const value = operandOf(variable, scope);
      return typeof value === 'string' && pattern.test(value);
    };
  }
  return compileComparison(operator, variable, operand);
}

function compileComparison(operator: string, variable: Path, operand: Json): Condition {
  const [, kind = '', relation = '', path] =
    /^(String|Numeric|Boolean|Timestamp)([A-Za-z]+?)(Path)?$/.exec(operator) ?? [];
  const as = kinds[kind];
  const holds = Object.hasOwn(relations, relation) ? relations[relation] : undefined;
  if (as === undefined || holds === undefined || (kind === 'Boolean' && relation !== 'Equals')) {
    throw new Refusal(`the operator "${operator}" is not supported`);
  }
  const compare = (a: Json, b: Json) => {
    const [left, right] = [as(a), as(b)];
    return left !== undefined && right !== undefined && holds(left, right);
  };
  if (path !== undefined) {
    const other = compilePath(operand);
    return (scope) => compare(operandOf(variable, scope), operandOf(other, scope));
  }
  if (as(operand) === undefined) throw new Refusal(`${JSON.stringify(operand)} is no operand for "${operator}"`);
  return (scope) => compare(operandOf(variable, scope), operand);
}

function operandOf(path: Path, scope: Scope): Json {
  const [first] = path.select(scope);
  if (first === undefined && path.definite) {
    throw runtimeFailure(`Invalid path '${path.text}': The choice state's condition path references an invalid value.`);
  }
  return path.definite ? (first as Json) : path.value(scope);
}

/** `*` is any run of characters; `\*` and `\\` are the characters themselves. */
function compilePattern(operand: Json): RegExp {
  if (typeof operand !== 'string') throw new Refusal('"StringMatches" needs a string');
  const source = operand.replace(
    /\\([\\*])|(\*)|[\s\S]/g,
    (match, escaped: string | undefined, star: string | undefined) =>
      star === undefined ? (escaped ?? match).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : '[\\s\\S]*',
  );
  return new RegExp(`^${source}$`);
}
