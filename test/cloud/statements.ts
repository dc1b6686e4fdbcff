import type { Json } from '../../lib/domain/digest.ts';
import { type JsonObject, listOf, resourcesOf, type SynthesizedTemplate } from './synthesized.ts';

/** One statement of a policy that allows something. */
export interface Allowed {
  /** Logical id of the role. */
  readonly role: string;
  readonly actions: readonly string[];
  /** Readable: `{LogicalId}` for a reference. */
  readonly resources: readonly string[];
  readonly conditions: JsonObject | undefined;
}

/** Everything that identity policies allow, inline or attached. */
export function allowedIn(template: SynthesizedTemplate): Allowed[] {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    if (Type === 'AWS::IAM::Role') {
      const inline = listOf(Properties.Policies) as JsonObject[];
      return inline.flatMap((policy) => allowedBy(policy.PolicyDocument as JsonObject, id));
    }
    if (Type !== 'AWS::IAM::Policy') return [];
    const roles = listOf(Properties.Roles) as JsonObject[];
    return roles.flatMap((role) => allowedBy(Properties.PolicyDocument as JsonObject, String(role.Ref)));
  });
}

function allowedBy(document: JsonObject, role: string): Allowed[] {
  const statements = listOf(document.Statement) as JsonObject[];
  return statements
    .filter((statement) => statement.Effect === 'Allow')
    .map((statement) => ({
      role,
      actions: listOf(statement.Action) as string[],
      resources: listOf(statement.Resource).map(readable),
      conditions: statement.Condition as JsonObject | undefined,
    }));
}

/** A value as one line: references in braces, joins joined. */
export function readable(value: Json): string {
  if (typeof value === 'string') return value;
  const object = value as JsonObject;
  if ('Ref' in object) return `{${object.Ref}}`;
  if ('Fn::GetAtt' in object) return `{${(object['Fn::GetAtt'] as string[])[0]}}`;
  if ('Fn::Sub' in object) return String(object['Fn::Sub']).replaceAll('$', '');
  const [separator, parts] = object['Fn::Join'] as [string, Json[]];
  return parts.map(readable).join(separator);
}

/** What a function may do besides telling of itself, a line for each action on each resource, `sqs:SendMessage DeletionsQueue`. */
export function grantsOf(template: SynthesizedTemplate, functionName: string): string[] {
  const functions = resourcesOf(template, 'AWS::Lambda::Function').map(([, resource]) => resource);
  const found = functions.find(({ Metadata }) => Metadata?.['likeness:function'] === functionName);
  const role = readable(found?.Properties.Role ?? '').slice(1, -1);
  const own = allowedIn(template).filter((statement) => statement.role === role);
  const granted = own.flatMap(({ actions, resources }) =>
    actions.flatMap((action) => resources.map((resource) => `${action} ${short(resource)}`)),
  );
  return granted.filter((grant) => !/^(xray:|logs:(CreateLogStream|PutLogEvents) )/.test(grant)).sort();
}

const short = (resource: string): string =>
  resource
    .replace(/\{([A-Za-z]+?)[0-9A-F]{8,}\}/g, '$1')
    .replace(/^arn:\{AWS::Partition\}:(\w+):\{AWS::Region\}:\{AWS::AccountId\}:/, '$1 ');
