import type { Allowed } from './statements.ts';
import { type JsonObject, listOf } from './synthesized.ts';

/** What somebody wants to do. */
export interface Asked {
  readonly action: string;
  /** As statements of the template have it: `{LogicalId}` for a reference. */
  readonly resource: string;
  /** Keys of conditions and policy variables. Of a key that is not there, IAM knows nothing. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Whether the statements allow it, as IAM decides where nothing is denied: for one of them, the action, the resource and
 * every condition must match. It knows the operators that the policies here have, and stops at any other.
 */
export const isAllowed = (statements: readonly Omit<Allowed, 'role'>[], asked: Asked): boolean =>
  statements.some(
    ({ actions, resources, conditions }) =>
      actions.some((action) => matches(action, asked.action, asked.context)) &&
      resources.some((resource) => matches(resource, asked.resource, asked.context)) &&
      Object.entries(conditions ?? {}).every(([operator, keys]) => isMet(operator, keys as JsonObject, asked.context)),
  );

function isMet(operator: string, keys: JsonObject, context: Asked['context']): boolean {
  const [, forAll, name = ''] = /^(ForAllValues:)?(\w+)$/.exec(operator) ?? [];
  return Object.entries(keys).every(([key, value]) => {
    const wanted = listOf(value).map(String);
    const has = Object.hasOwn(context, key) ? [context[key] ?? []].flat() : [];
    if (name === 'Null') return wanted.every((absent) => (absent === 'true') === (has.length === 0));
    const compare = comparisons[name];
    if (compare === undefined) throw new Error(`The evaluator does not know the operator ${operator}.`);
    const isWanted = (text: string) => wanted.some((pattern) => compare(pattern, text, context));
    // Of nothing, all values are whatever one wants; without the qualifier it takes a value.
    return forAll === undefined ? has.length > 0 && has.every(isWanted) : has.every(isWanted);
  });
}

const comparisons: Readonly<Record<string, (pattern: string, text: string, context: Asked['context']) => boolean>> = {
  StringLike: matches,
  StringEquals: (wanted, text) => wanted === text,
};

/** `*` is any text and `?` any character; the value of a policy variable is itself, whatever is in it. */
function matches(pattern: string, text: string, context: Asked['context']): boolean {
  let known = true;
  const expression = pattern.replace(/\$\{([^}]+)\}|[*?]|[\\^$.|+()[\]{}]/g, (part, variable?: string) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (variable === undefined) return `\\${part}`;
    const value = context[variable];
    known = known && typeof value === 'string';
    return String(value).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  return known && new RegExp(`^${expression}$`, 's').test(text);
}
