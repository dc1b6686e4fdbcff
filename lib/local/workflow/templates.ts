import type { Json } from '../../domain/digest.ts';
import { compileIntrinsic } from './intrinsics.ts';
import { compilePath, type Expression } from './paths.ts';
import { Refusal } from './refusal.ts';

/** Compiles a path or an intrinsic function, the two things that may stand behind a `.$` member. @throws Refusal */
export function compileExpression(value: Json): Expression {
  if (typeof value === 'string' && value.startsWith('States.')) return compileIntrinsic(value);
  if (typeof value === 'string' && value.startsWith('$')) return compilePath(value).value;
  throw new Refusal(`${JSON.stringify(value)} must be a path or an intrinsic function`);
}

/** Compiles a payload template (`Parameters`, `ResultSelector`, `ItemSelector`). @throws Refusal */
export function compileTemplate(template: Json): Expression {
  if (Array.isArray(template)) {
    const members = template.map(compileTemplate);
    return (scope) => members.map((member) => member(scope));
  }
  if (template === null || typeof template !== 'object') return () => template;
  const names = new Set<string>();
  const members = Object.entries(template).map(([key, value]): [string, Expression] => {
    const dynamic = key.endsWith('.$');
    const name = dynamic ? key.slice(0, -2) : key;
    if (names.has(name)) throw new Refusal(`"${name}" and "${name}.$" exclude each other`);
    names.add(name);
    return [name, dynamic ? compileExpression(value) : compileTemplate(value)];
  });
  return (scope) => Object.fromEntries(members.map(([name, member]) => [name, member(scope)]));
}
