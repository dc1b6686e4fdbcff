import { digestOf, type Json } from '../../domain/digest.ts';
import { ServiceError } from '../../domain/errors.ts';
import { compileCondition, timestampOf } from './choice.ts';
import { Fields } from './fields.ts';
import type { Filter, Machine, State } from './machine.ts';
import { compilePath, compileReferencePath, type Expression } from './paths.ts';
import { asList, asName, asNumber, asObject, asText, isObject, Refusal } from './refusal.ts';
import type { Catcher, Retrier } from './retry.ts';
import { compileExpression, compileTemplate } from './templates.ts';

/** A definition that has been checked to the last field and is ready to run. */
export interface Workflow {
  readonly definition: Json;
  /** SHA-256 of the definition. */
  readonly digest: string;
  readonly machine: Machine;
  /** Undefined: an execution may take as long as it likes. */
  readonly timeoutSeconds: number | undefined;
  readonly supports: Supports;
}

/** Whether there is a runner for a Task's `Resource`. */
export type Supports = (resource: string) => boolean;

/**
 * Checks an Amazon States Language definition (JSONPath) and compiles it.
 * @throws ServiceError `WorkflowUnsupported`, which names the state and the field, for anything that would not run
 */
export function loadWorkflow(definition: Json, supports: Supports): Workflow {
  if (!isObject(definition)) throw new ServiceError('WorkflowUnsupported', 'The definition is not an object.');
  const fields = new Fields('The definition', definition);
  fields.take('Comment', asText);
  fields.take('Version', (value) => oneOf(value, '1.0'));
  const timeoutSeconds = fields.take('TimeoutSeconds', asNumber(1));
  const machine = loadMachine(fields, supports);
  return { definition, digest: digestOf(definition), machine, timeoutSeconds, supports };
}

function loadMachine(fields: Fields, supports: Supports): Machine {
  fields.take('QueryLanguage', (value) => oneOf(value, 'JSONPath'));
  const startAt = fields.need('StartAt', asName);
  const definitions = fields.need('States', asObject);
  fields.finish();
  const states = new Map(Object.entries(definitions).map(([name, state]) => [name, loadState(name, state, supports)]));
  if (!states.has(startAt)) fields.refuse('StartAt', `there is no state "${startAt}"`);
  for (const state of states.values()) {
    for (const [field, target] of transitionsOf(state)) {
      if (!states.has(target)) new Fields(`State "${state.name}"`, {}).refuse(field, `there is no state "${target}"`);
    }
  }
  return { startAt, states };
}

function* transitionsOf(state: State): Generator<[field: string, target: string]> {
  if (state.next !== undefined) yield [state.type === 'Choice' ? 'Default' : 'Next', state.next];
  if (state.type === 'Choice') for (const { next } of state.rules) yield ['Choices', next];
  if ('catch' in state) for (const { next } of state.catch) yield ['Catch', next];
}

function loadState(name: string, definition: Json, supports: Supports): State {
  const owner = `State "${name}"`;
  if (!isObject(definition)) throw new ServiceError('WorkflowUnsupported', `${owner} is not an object.`);
  const fields = new Fields(owner, definition);
  const type = fields.need('Type', asText);
  fields.take('Comment', asText);
  fields.take('QueryLanguage', (value) => oneOf(value, 'JSONPath'));
  const load = Object.hasOwn(loaders, type) ? loaders[type] : undefined;
  const state = load?.(name, fields, supports) ?? fields.refuse('Type', `the state type "${type}" is not supported`);
  fields.finish();
  return state;
}

const loaders: Record<string, (name: string, fields: Fields, supports: Supports) => State> = {
  Task: (name, fields, supports) => ({
    type: 'Task',
    ...working(name, fields),
    resource: fields.need('Resource', (value) => resource(value, supports)),
    timeoutSeconds: either(fields, 'TimeoutSeconds', 'TimeoutSecondsPath', (value) => constant(asNumber(1)(value))),
  }),
  Parallel: (name, fields, supports) => ({
    type: 'Parallel',
    ...working(name, fields),
    branches: fields.need('Branches', (value) =>
      asList(value).map((branch, index) =>
        loadMachine(commented(new Fields(`State "${name}", branch ${index}`, asObject(branch))), supports),
      ),
    ),
  }),
  Map: loadMap,
  Pass: (name, fields) => ({
    type: 'Pass',
    ...common(name, fields),
    next: nextOf(fields),
    parameters: fields.take('Parameters', compileTemplate),
    result: fields.take('Result', constant),
    resultPath: fields.take('ResultPath', compileReferencePath) ?? whole,
  }),
  Wait: loadWait,
  Choice: loadChoice,
  Succeed: (name, fields) => ({ type: 'Succeed', ...common(name, fields), next: undefined }),
  Fail: (name, fields) => ({
    type: 'Fail',
    name,
    inputPath: root,
    outputPath: root,
    next: undefined,
    error: either(fields, 'Error', 'ErrorPath', (value) => constant(asText(value))),
    cause: either(fields, 'Cause', 'CausePath', (value) => constant(asText(value))),
  }),
};

function loadMap(name: string, fields: Fields, supports: Supports): State {
  fields.exclude('ItemProcessor', 'Iterator');
  fields.exclude('ItemSelector', 'Parameters');
  const processorOf = (value: Json) => {
    const processor = commented(new Fields(`State "${name}", processor`, asObject(value)));
    processor.take('ProcessorConfig', (config) => {
      const configuration = new Fields(`State "${name}", ProcessorConfig`, asObject(config));
      configuration.take('Mode', (mode) => oneOf(mode, 'INLINE'));
      configuration.finish();
    });
    return loadMachine(processor, supports);
  };
  const selector = fields.take('ItemSelector', compileTemplate);
  const state = working(name, fields);
  return {
    type: 'Map',
    ...state,
    parameters: selector ?? state.parameters,
    itemsPath: fields.take('ItemsPath', compilePath) ?? root,
    maxConcurrency:
      either(fields, 'MaxConcurrency', 'MaxConcurrencyPath', (value) => constant(asNumber(0)(value))) ?? constant(0),
    processor: fields.take('Iterator', processorOf) ?? fields.need('ItemProcessor', processorOf),
  };
}

function loadWait(name: string, fields: Fields): State {
  const seconds = either(fields, 'Seconds', 'SecondsPath', (value) => constant(asNumber(0)(value)));
  const timestamp = either(fields, 'Timestamp', 'TimestampPath', (value) => constant(asTimestamp(value)));
  if ((seconds === undefined) === (timestamp === undefined)) {
    fields.refuse('Seconds', 'a Wait has exactly one of Seconds, SecondsPath, Timestamp and TimestampPath');
  }
  return { type: 'Wait', ...common(name, fields), next: nextOf(fields), seconds, timestamp };
}

function loadChoice(name: string, fields: Fields): State {
  const ruleOf = (value: Json) => {
    const { Next, ...rule } = asObject(value);
    if (Next === undefined) throw new Refusal('a rule has no "Next"');
    return { holds: compileCondition(rule), next: asName(Next) };
  };
  return {
    type: 'Choice',
    ...common(name, fields),
    next: fields.take('Default', asName),
    rules: fields.need('Choices', (value) => asList(value).map(ruleOf)),
  };
}

const root = compilePath('$');
const whole = compileReferencePath('$');

const constant =
  (value: Json): Expression =>
  () =>
    value;

function commented(fields: Fields): Fields {
  fields.take('Comment', asText);
  return fields;
}

function common(name: string, fields: Fields) {
  return { name, inputPath: filter(fields, 'InputPath'), outputPath: filter(fields, 'OutputPath') };
}

function working(name: string, fields: Fields) {
  return {
    ...common(name, fields),
    next: nextOf(fields),
    parameters: fields.take('Parameters', compileTemplate),
    resultSelector: fields.take('ResultSelector', compileTemplate),
    resultPath: fields.take('ResultPath', compileReferencePath) ?? whole,
    retry: fields.take('Retry', (value) => policies(value, retrierOf)) ?? [],
    catch: fields.take('Catch', (value) => policies(value, catcherOf)) ?? [],
  };
}

function filter(fields: Fields, field: string): Filter {
  const path = fields.take(field, (value) => ({ filter: value === null ? null : compilePath(value) }));
  return path === undefined ? root : path.filter;
}

function nextOf(fields: Fields): string | undefined {
  const next = fields.take('Next', asName);
  const end = fields.take('End', (value) => {
    if (value !== true) throw new Refusal('must be true');
    return value;
  });
  if ((next === undefined) === (end === undefined)) fields.refuse('Next', 'a state has either "Next" or "End"');
  return next;
}

/** A field, or its `...Path` twin. */
function either(
  fields: Fields,
  field: string,
  pathField: string,
  parse: (value: Json) => Expression,
): Expression | undefined {
  fields.exclude(field, pathField);
  return fields.take(field, parse) ?? fields.take(pathField, compileExpression);
}

function oneOf(value: Json, only: string): string {
  if (value !== only) throw new Refusal(`only "${only}" is supported`);
  return only;
}

function resource(value: Json, supports: Supports): string {
  const name = asName(value);
  if (name.endsWith('.waitForTaskToken')) throw new Refusal('task tokens are not supported');
  if (!supports(name)) throw new Refusal(`nothing here runs "${name}"`);
  return name;
}

function asTimestamp(value: Json): Json {
  if (timestampOf(value) === undefined) throw new Refusal('must be an RFC 3339 timestamp');
  return value;
}

function policies<T extends { readonly errors: readonly string[] }>(value: Json, policyOf: (fields: Fields) => T): T[] {
  const list = asList(value);
  return list.map((member, index) => {
    const fields = new RefusingFields('a member', asObject(member));
    const policy = policyOf(fields);
    fields.take('Comment', asText);
    fields.finish();
    if (policy.errors.includes('States.ALL') && (policy.errors.length > 1 || index < list.length - 1)) {
      throw new Refusal('"States.ALL" stands alone and last');
    }
    return policy;
  });
}

/** Fields of a nested object, whose owner is yet to be added. */
class RefusingFields extends Fields {
  override refuse(field: string, reason: string): never {
    throw new Refusal(`"${field}" ${reason}`);
  }
}

const errorsOf = (fields: Fields) => fields.need('ErrorEquals', (value) => asList(value).map(asName));

function retrierOf(fields: Fields): Retrier {
  return {
    errors: errorsOf(fields),
    intervalSeconds: fields.take('IntervalSeconds', asNumber(1)) ?? 1,
    maxAttempts: fields.take('MaxAttempts', asNumber(0)) ?? 3,
    backoffRate: fields.take('BackoffRate', asNumber(1, { fraction: true })) ?? 2,
    maxDelaySeconds: fields.take('MaxDelaySeconds', asNumber(1)) ?? Number.POSITIVE_INFINITY,
    jitter: fields.take('JitterStrategy', jitterOf) ?? false,
  };
}

function jitterOf(value: Json): boolean {
  if (value !== 'FULL' && value !== 'NONE') throw new Refusal('must be "FULL" or "NONE"');
  return value === 'FULL';
}

function catcherOf(fields: Fields): Catcher {
  return {
    errors: errorsOf(fields),
    next: fields.need('Next', asName),
    resultPath: fields.take('ResultPath', compileReferencePath) ?? whole,
  };
}
