import type { Json } from '../domain/digest.ts';
import { ServiceError } from '../domain/errors.ts';

type JsonObject = { [key: string]: Json };

/**
 * The workflow in a synthesized CloudFormation template, as plain Amazon States Language: a reference to a
 * function becomes the name of its folder (`accept`), the partition `aws`, any other reference `{LogicalId.Attribute}`.
 *
 * @throws ServiceError `WorkflowUnsupported` when the template has no workflow, more than one, or one that can't be read
 */
export function readDefinition(template: Json): Json {
  const resources = member(template, 'Resources') ?? {};
  const machines = Object.values(objectOf(resources)).filter(
    (resource) => member(resource, 'Type') === 'AWS::StepFunctions::StateMachine',
  );
  if (machines.length !== 1) throw unsupported(`expected one state machine in the template, found ${machines.length}`);
  const definition = member(member(machines[0], 'Properties'), 'DefinitionString');
  const text = textOf(definition, functionsOf(objectOf(resources)));
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw unsupported('the definition is no JSON once its references are resolved', cause);
  }
}

/** Logical id -> name of the folder in `functions/`. */
function functionsOf(resources: JsonObject): ReadonlyMap<string, string> {
  const named = Object.entries(resources).flatMap(([id, resource]) => {
    const name = member(member(resource, 'Metadata'), 'likeness:function');
    return typeof name === 'string' ? [[id, name] as const] : [];
  });
  return new Map(named);
}

/** The text that CloudFormation would make of a value: a string, `Fn::Join`, `Ref` or `Fn::GetAtt`. */
function textOf(value: Json | undefined, functions: ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return value;
  const [name, argument] = intrinsicOf(value);
  switch (name) {
    case 'Fn::Join': {
      const [separator, parts] = Array.isArray(argument) ? argument : [];
      if (typeof separator !== 'string' || !Array.isArray(parts)) break;
      return parts.map((part) => textOf(part, functions)).join(separator);
    }
    case 'Ref':
      if (typeof argument !== 'string') break;
      return functions.get(argument) ?? pseudoParameters.get(argument) ?? `{${argument}}`;
    case 'Fn::GetAtt': {
      const [id, attribute] = Array.isArray(argument) ? argument : [];
      if (typeof id !== 'string' || typeof attribute !== 'string') break;
      return functions.get(id) ?? `{${id}.${attribute}}`;
    }
  }
  throw unsupported(`can't resolve ${JSON.stringify(value)} in the definition`);
}

const pseudoParameters: ReadonlyMap<string, string> = new Map([
  ['AWS::Partition', 'aws'],
  ['AWS::Region', 'local'],
  ['AWS::AccountId', '000000000000'],
  ['AWS::URLSuffix', 'amazonaws.com'],
]);

function intrinsicOf(value: Json | undefined): readonly [string, Json | undefined] {
  const entries = value === undefined ? [] : Object.entries(objectOf(value));
  const [entry] = entries;
  return entries.length === 1 && entry !== undefined ? entry : ['', undefined];
}

function objectOf(value: Json): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

function member(value: Json | undefined, name: string): Json | undefined {
  return value === undefined ? undefined : objectOf(value)[name];
}

function unsupported(problem: string, cause?: unknown): ServiceError {
  return new ServiceError('WorkflowUnsupported', `Workflow: ${problem}`, { cause });
}
