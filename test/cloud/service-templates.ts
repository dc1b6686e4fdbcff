import { readable } from './statements.ts';
import { type JsonObject, type Resource, resourcesOf, synthesize } from './synthesized.ts';

/** The stack as it is. */
export const { template } = synthesize();

export function functionNamed(name: string): Resource & { readonly id: string; readonly variables: JsonObject } {
  const found = resourcesOf(template, 'AWS::Lambda::Function').find(
    ([, { Metadata }]) => Metadata?.['likeness:function'] === name,
  );
  if (found === undefined) throw new Error(`no function ${name}`);
  const [id, resource] = found;
  return { id, ...resource, variables: (resource.Properties.Environment as { Variables: JsonObject }).Variables };
}

/** The one queue whose id begins so. */
export function queueNamed(start: string): { readonly id: string; readonly properties: JsonObject } {
  const [found, ...others] = resourcesOf(template, 'AWS::SQS::Queue').filter(([id]) => id.startsWith(start));
  if (found === undefined || others.length > 0) throw new Error(`not one queue ${start}`);
  return { id: found[0], properties: found[1].Properties };
}

/** What a rule or a mapping from a queue leads to, for the function of that name. */
export function connectionsOf(name: string): { readonly rules: JsonObject[]; readonly mappings: JsonObject[] } {
  const { id } = functionNamed(name);
  const targets = (rule: JsonObject) => (rule.Targets as JsonObject[]).map(({ Arn }) => readable(Arn ?? ''));
  return {
    rules: resourcesOf(template, 'AWS::Events::Rule')
      .map(([, { Properties }]) => Properties)
      .filter((rule) => targets(rule).includes(`{${id}}`)),
    mappings: resourcesOf(template, 'AWS::Lambda::EventSourceMapping')
      .map(([, { Properties }]) => Properties)
      .filter(({ FunctionName }) => readable(FunctionName ?? '') === `{${id}}`),
  };
}
