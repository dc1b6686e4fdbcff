import type { Json } from '../../lib/domain/digest.ts';
import { readDefinition } from '../../lib/local/definition.ts';
import { loadWorkflow } from '../../lib/local/workflow/load.ts';
import { synthesize } from '../cloud/synthesized.ts';
import { type JsonObject, machine } from './machines.ts';

const supports = (resource: string) => resource.startsWith('arn:aws:states:::');
const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };
const one = (state: JsonObject) => machine({ Only: state });
const choice = (rule: JsonObject) =>
  machine({ Only: { Type: 'Choice', Choices: [{ Next: 'End', ...rule }] }, End: { Type: 'Succeed' } });
const map = { Type: 'Map', ItemProcessor: one({ Type: 'Pass' }) };

describe('a definition is refused by the name of its state and field when it has', () => {
  test.each<[string, Json, string]>([
    ['JSONata', { ...one(task), QueryLanguage: 'JSONata' }, 'The definition, field "QueryLanguage"'],
    ['JSONata in one state', one({ ...task, QueryLanguage: 'JSONata' }), 'State "Only", field "QueryLanguage"'],
    ['variables', one({ ...task, Assign: { 'a.$': '$' } }), 'State "Only", field "Assign"'],
    ['a heartbeat', one({ ...task, HeartbeatSeconds: 5 }), 'State "Only", field "HeartbeatSeconds"'],
    ['a task token', one({ ...task, Resource: `${task.Resource}.waitForTaskToken` }), 'State "Only", field "Resource"'],
    [
      'a resource that nothing runs',
      one({ ...task, Resource: 'arn:aws:lambda:x' }),
      'nothing here runs "arn:aws:lambda:x"',
    ],
    ['a distributed Map', one({ ...map, ItemReader: {} }), 'State "Only", field "ItemReader"'],
    [
      'a distributed processor',
      one({ ...map, ItemProcessor: { ...one({ Type: 'Pass' }), ProcessorConfig: { Mode: 'DISTRIBUTED' } } }),
      'State "Only", ProcessorConfig, field "Mode"',
    ],
    ['an unknown field', one({ ...task, Colour: 'red' }), 'State "Only", field "Colour"'],
    [
      'an unknown field in a branch',
      one({ Type: 'Parallel', Branches: [one({ ...task, Colour: 'red' })] }),
      'State "Only", field "Colour"',
    ],
    ['an unknown field of the whole', { ...one(task), Colour: 'red' }, 'The definition, field "Colour"'],
    ['an unknown state type', one({ Type: 'Sleep' }), 'the state type "Sleep"'],
    [
      'an unknown intrinsic',
      one({ ...task, Parameters: { 'a.$': 'States.MathRandom(1, 2)' } }),
      '"States.MathRandom" is not supported',
    ],
    [
      'an intrinsic with too few arguments',
      one({ ...task, Parameters: { 'a.$': 'States.MathAdd(1)' } }),
      'State "Only", field "Parameters"',
    ],
    ['a filter', one({ ...task, InputPath: '$.a[?(@.b)]' }), 'State "Only", field "InputPath"'],
    ['a path function', one({ ...task, Parameters: { 'a.$': '$.a.length()' } }), 'State "Only", field "Parameters"'],
    [
      'the task token of the context',
      one({ ...task, Parameters: { 'a.$': '$$.Task.Token' } }),
      'State "Only", field "Parameters"',
    ],
    ['a ResultPath to many places', one({ ...task, ResultPath: '$.a[*]' }), 'State "Only", field "ResultPath"'],
    [
      'a dynamic field that is no path',
      one({ ...task, Parameters: { 'a.$': 'text' } }),
      'State "Only", field "Parameters"',
    ],
    ['a member twice', one({ ...task, Parameters: { 'a.$': '$', a: 1 } }), 'State "Only", field "Parameters"'],
    ['an unknown operator', choice({ Variable: '$.a', NumericNear: 2 }), 'State "Only", field "Choices"'],
    ['an operand of the wrong type', choice({ Variable: '$.a', NumericEquals: '2' }), 'State "Only", field "Choices"'],
    ['two operators', choice({ Variable: '$.a', NumericEquals: 2, IsPresent: true }), 'State "Only", field "Choices"'],
    [
      'States.ALL before another',
      one({ ...task, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }),
      'State "Only", field "Retry"',
    ],
    [
      'States.ALL beside another',
      one({ ...task, Retry: [{ ErrorEquals: ['A', 'States.ALL'] }] }),
      'State "Only", field "Retry"',
    ],
    [
      'an unknown field in a retrier',
      one({ ...task, Retry: [{ ErrorEquals: ['A'], Colour: 'red' }] }),
      '"Colour" is not supported',
    ],
    ['neither Next nor End', { StartAt: 'Only', States: { Only: task } }, 'State "Only", field "Next"'],
    [
      'a Next that is not there',
      { StartAt: 'Only', States: { Only: { ...task, Next: 'Gone' } } },
      'there is no state "Gone"',
    ],
    [
      'a Catch that leads nowhere',
      one({ ...task, Catch: [{ ErrorEquals: ['A'], Next: 'Gone' }] }),
      'State "Only", field "Catch"',
    ],
    ['a start that is not there', { StartAt: 'Gone', States: {} }, 'The definition, field "StartAt"'],
    [
      'two timeouts',
      one({ ...task, TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' }),
      'State "Only", field "TimeoutSeconds"',
    ],
    ['a Wait for nothing', one({ Type: 'Wait' }), 'State "Only", field "Seconds"'],
    ['Retry on a Pass', one({ Type: 'Pass', Retry: [{ ErrorEquals: ['States.ALL'] }] }), 'State "Only", field "Retry"'],
  ])('%s', (_, definition, message) => {
    const load = () => loadWorkflow(definition, supports);
    expect(load).toThrow(expect.objectContaining({ code: 'WorkflowUnsupported' }));
    expect(load).toThrow(message);
  });
});

test('the workflow of the cloud is supported to its last field', () => {
  const { machine: loaded, timeoutSeconds } = loadWorkflow(readDefinition(synthesize().json), supports);
  expect(loaded.states.size).toBeGreaterThan(10);
  expect(timeoutSeconds).toBe(7 * 24 * 3600);
});
