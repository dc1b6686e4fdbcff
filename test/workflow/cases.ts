import type { Json } from '../../lib/domain/digest.ts';
import { type JsonObject, machine } from './machines.ts';

/** A machine that every interpreter of the States Language should take to the same end. */
export interface Case {
  readonly name: string;
  readonly definition: JsonObject;
  readonly input: Json;
  /** Interpreters that are known to differ, and how. */
  readonly differs?: Partial<Record<'aws-local-stepfunctions' | 'moto', string>>;
}

const pass = (fields: JsonObject) => machine({ Only: { Type: 'Pass', ...fields } });
const evaluate = (expression: string, input: Json, differs?: Case['differs']): Case => ({
  name: `${expression} of ${JSON.stringify(input)}`,
  definition: pass({ Parameters: { 'value.$': expression } }),
  input,
  ...(differs && { differs }),
});
const failing = (error: string, cause = 'scripted') => ({ Type: 'Fail', Error: error, Cause: cause });
const branch = (state: JsonObject) => machine({ Only: state });

const paths: Case[] = [
  evaluate('$', { a: 1 }),
  evaluate('$.a.b', { a: { b: [1, 2] } }),
  evaluate("$['a b'].c", { 'a b': { c: null } }),
  evaluate('$.a[1]', { a: ['x', 'y'] }),
  evaluate('$.a[*].b', { a: [{ b: 1 }, { b: 2 }] }),
  evaluate('$..b', { a: [{ b: 1 }, { b: 2 }] }),
  evaluate('$.a[0:2]', { a: [1, 2, 3] }),
  evaluate('$$.Execution.Input.a', { a: { b: 2 } }, { 'aws-local-stepfunctions': 'has no context of its own' }),
  evaluate('$$.State.Name', {}, { 'aws-local-stepfunctions': 'has no such member' }),
];

const intrinsics: Case[] = [
  evaluate("States.Format('{} and {}', $.a, 2)", { a: 'x' }),
  evaluate(
    "States.Format('{}/{}', $$.Execution.Input.a, $.a)",
    { a: 'x' },
    { 'aws-local-stepfunctions': 'has no context' },
  ),
  evaluate("States.Format('it\\'s {}', $.a)", { a: true }, { moto: 'ends the text at an escaped quote' }),
  evaluate('States.StringToJson($.a)', { a: '{"b":[1,null]}' }),
  evaluate('States.JsonToString($.a)', { a: { b: [1, null] } }),
  evaluate("States.Array(1, 'two', $.a, States.Array())", { a: { b: 3 } }),
  evaluate('States.ArrayLength($.a)', { a: [1, 2, 3] }),
  evaluate('States.ArrayGetItem($.a, 1)', { a: [1, 2, 3] }),
  evaluate('States.ArrayContains($.a, $.b)', { a: [1, { c: 2 }], b: { c: 2 } }),
  evaluate('States.ArrayContains($.a, 9)', { a: [1, { c: 2 }] }),
  evaluate('States.MathAdd($.a, -3)', { a: 40 }),
  evaluate('States.JsonMerge($.a, $.b, false)', { a: { x: { y: 1 }, z: 1 }, b: { x: { w: 2 } } }),
  ...['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'].map((name) =>
    evaluate(`States.Hash($.a, '${name}')`, { a: 'text' }),
  ),
  evaluate("States.ArrayGetItem(States.StringToJson(States.Format('[{},{}]', 1, $.n)), 1)", { n: 7 }),
];

const data: Case[] = [
  ['InputPath', { InputPath: '$.a' }],
  ['a null InputPath', { InputPath: null }],
  ['Parameters', { Parameters: { fixed: 1, nested: { 'b.$': '$.a.b' }, list: [1, 2] } }],
  ['a Result', { Result: { c: [3] } }],
  ['a ResultPath', { Result: 5, ResultPath: '$.x.y' }],
  ['a ResultPath over what is there', { Result: 5, ResultPath: '$.a.b' }],
  ['a null ResultPath', { Result: 5, ResultPath: null }],
  ['an OutputPath', { OutputPath: '$.a' }],
  ['a null OutputPath', { OutputPath: null }],
  [
    'InputPath, Parameters, ResultPath and OutputPath',
    { InputPath: '$.a', Parameters: { 'c.$': '$.b' }, ResultPath: '$.a.d', OutputPath: '$.a' },
  ],
].map(([name, fields]) => ({
  name: `Pass with ${name}`,
  definition: pass(fields as JsonObject),
  input: { a: { b: 2 } },
}));

const decide = (rule: JsonObject, input: Json, differs?: Case['differs']): Case => ({
  name: `${JSON.stringify(rule)} of ${JSON.stringify(input)}`,
  definition: machine({
    Decide: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
    // Objects, because moto writes a bare text without its quotes.
    Yes: { Type: 'Pass', Result: { holds: true }, End: true },
    No: { Type: 'Pass', Result: { holds: false }, End: true },
  }),
  input,
  ...(differs && { differs }),
});
const coerces = { 'aws-local-stepfunctions': 'compares numbers with texts and null' };
const ignoresFalse = { 'aws-local-stepfunctions': 'takes a type test of false for one of true' };

const times = { a: '2024-01-01T00:00:00Z', b: '2024-01-01T01:00:00+01:00', c: '2025-01-01T00:00:00Z' };
const choices: Case[] = [
  ...[1, 2, 3, '2', null].flatMap((a) =>
    ['NumericEquals', 'NumericLessThan', 'NumericGreaterThan', 'NumericLessThanEquals', 'NumericGreaterThanEquals'].map(
      (operator) => decide({ Variable: '$.a', [operator]: 2 }, { a }, typeof a === 'number' ? undefined : coerces),
    ),
  ),
  ...['a', 'b', 'c', 2].flatMap((a) =>
    ['StringEquals', 'StringLessThan', 'StringGreaterThan', 'StringLessThanEquals', 'StringGreaterThanEquals'].map(
      (operator) => decide({ Variable: '$.a', [`${operator}Path`]: '$.b' }, { a, b: 'b' }),
    ),
  ),
  decide({ Variable: '$.a', BooleanEquals: true }, { a: true }),
  decide({ Variable: '$.a', BooleanEquals: true }, { a: 'true' }),
  decide({ Variable: '$.a', BooleanEqualsPath: '$.b' }, { a: false, b: false }),
  decide({ Variable: '$.a', TimestampEquals: '2024-01-01T00:00:00Z' }, times),
  decide({ Variable: '$.a', TimestampLessThanPath: '$.c' }, times),
  decide({ Variable: '$.c', TimestampLessThanEqualsPath: '$.a' }, times),
  decide({ Variable: '$.a', StringMatches: 'log-*.txt' }, { a: 'log-2024.txt' }),
  decide({ Variable: '$.a', StringMatches: 'log-*.txt' }, { a: 'log-2024xtxt' }),
  decide({ Variable: '$.a', StringMatches: '*' }, { a: '' }),
  ...[null, 1, 'x', true, times.a, {}].flatMap((a) =>
    ['IsNull', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp', 'IsPresent'].flatMap((operator) =>
      [true, false].map((wanted) =>
        decide({ Variable: '$.a', [operator]: wanted }, { a }, wanted ? undefined : ignoresFalse),
      ),
    ),
  ),
  decide({ Variable: '$.b', IsPresent: true }, { a: 1 }),
  decide({ Variable: '$.b', IsPresent: false }, { a: 1 }, ignoresFalse),
  ...[
    [true, true],
    [true, false],
    [false, false],
  ].flatMap(([a, b]) => {
    const tests = [
      { Variable: '$.a', BooleanEquals: true },
      { Variable: '$.b', BooleanEquals: true },
    ];
    const rules: JsonObject[] = [{ And: tests }, { Or: tests }, { Not: { And: tests } }];
    return rules.map((rule) => decide(rule, { a: a as boolean, b: b as boolean }));
  }),
  {
    name: 'no rule that holds and no default',
    definition: machine({
      Decide: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 1, Next: 'Yes' }] },
      Yes: { Type: 'Succeed' },
    }),
    input: { a: 2 },
    differs: { moto: 'reports States.Runtime' },
  },
];

const composed: Case[] = [
  {
    name: 'Parallel with ResultSelector and ResultPath',
    definition: machine({
      Both: {
        Type: 'Parallel',
        Branches: [branch({ Type: 'Pass', Result: { x: 1 } }), branch({ Type: 'Pass', OutputPath: '$.a' })],
        ResultSelector: { 'first.$': '$[0].x', 'second.$': '$[1]' },
        ResultPath: '$.both',
      },
    }),
    input: { a: { b: 2 } },
    differs: { moto: 'takes $[0] for a list of one' },
  },
  {
    name: 'Parallel with Parameters',
    definition: machine({
      Both: {
        Type: 'Parallel',
        Parameters: { 'c.$': '$.a' },
        Branches: [branch({ Type: 'Pass' }), branch({ Type: 'Succeed' })],
      },
    }),
    input: { a: 1 },
  },
  {
    name: 'a failed branch that is caught',
    definition: machine({
      Both: {
        Type: 'Parallel',
        Branches: [branch({ Type: 'Pass' }), branch(failing('Broken'))],
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Wrong' },
          { ErrorEquals: ['Broken'], ResultPath: '$.error', Next: 'Right' },
        ],
        Next: 'Wrong',
      },
      Wrong: { Type: 'Pass', Result: { right: false }, End: true },
      Right: { Type: 'Pass', End: true },
    }),
    input: { a: 1 },
  },
  {
    name: 'a failed branch that is caught by States.TaskFailed',
    definition: machine({
      Both: {
        Type: 'Parallel',
        Branches: [branch(failing('Broken'))],
        Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Right' }],
      },
      Right: { Type: 'Pass', End: true },
    }),
    input: { a: 1 },
    differs: { 'aws-local-stepfunctions': 'knows no wildcard but States.ALL' },
  },
  {
    name: 'a timeout that States.TaskFailed leaves to States.ALL',
    definition: machine({
      Both: {
        Type: 'Parallel',
        Branches: [branch(failing('States.Timeout'))],
        Catch: [
          { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
          { ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Right' },
        ],
        Next: 'Wrong',
      },
      Wrong: { Type: 'Pass', Result: { right: false }, End: true },
      Right: { Type: 'Pass', End: true },
    }),
    input: { a: 1 },
    differs: { moto: 'reports States.Runtime' },
  },
  {
    name: 'a failed branch that nobody catches',
    definition: machine({
      Both: { Type: 'Parallel', Branches: [branch({ Type: 'Pass' }), branch(failing('Broken'))] },
    }),
    input: {},
  },
  {
    name: 'a failed intrinsic that is caught',
    definition: machine({
      Both: {
        Type: 'Parallel',
        Branches: [branch({ Type: 'Pass', Parameters: { 'a.$': 'States.StringToJson($.a)' } })],
        Catch: [{ ErrorEquals: ['States.IntrinsicFailure'], ResultPath: '$.error', Next: 'Right' }],
        ResultPath: '$.result',
      },
      Right: { Type: 'Pass', Parameters: { 'error.$': '$.error.Error' }, End: true },
    }),
    input: { a: 'not json' },
    differs: { 'aws-local-stepfunctions': 'reports SyntaxError', moto: 'reports States.Runtime' },
  },
  ...[0, 1, 2].map((width) => ({
    name: `Map with MaxConcurrency ${width}`,
    definition: machine({
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrency: width,
        ItemSelector: { 'index.$': '$$.Map.Item.Index', 'value.$': '$$.Map.Item.Value', 'shared.$': '$.shared' },
        ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...branch({ Type: 'Pass' }) },
        ResultPath: '$.mapped',
      },
    }),
    input: { items: ['a', { b: 1 }, null], shared: 'x' },
  })),
  {
    name: 'Map of nothing',
    definition: machine({ Each: { Type: 'Map', ItemsPath: '$.items', ItemProcessor: branch({ Type: 'Pass' }) } }),
    input: { items: [] },
  },
  {
    name: 'Map with the older names of its fields',
    definition: machine({
      Each: { Type: 'Map', Parameters: { 'v.$': '$$.Map.Item.Value' }, Iterator: branch({ Type: 'Pass' }) },
    }),
    input: [1, 2],
  },
  {
    name: 'an iteration that fails and is caught',
    definition: machine({
      Each: {
        Type: 'Map',
        ItemProcessor: machine({
          Decide: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 2, Next: 'Bad' }], Default: 'Good' },
          Good: { Type: 'Succeed' },
          Bad: failing('Broken'),
        }),
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Right' }],
      },
      Right: { Type: 'Pass', End: true },
    }),
    input: [1, 2, 3],
  },
  { name: 'Fail', definition: machine({ Bad: failing('Broken', 'why') }), input: {} },
  {
    name: 'Fail by paths',
    definition: machine({ Bad: { Type: 'Fail', ErrorPath: '$.e', CausePath: '$.c' } }),
    input: { e: 'Broken', c: 'why' },
  },
  { name: 'Succeed', definition: machine({ Good: { Type: 'Succeed', InputPath: '$.a' } }), input: { a: 1 } },
  { name: 'Wait', definition: machine({ Pause: { Type: 'Wait', Seconds: 0, InputPath: '$.a' } }), input: { a: 1 } },
];

export const cases: Case[] = [...paths, ...intrinsics, ...data, ...choices, ...composed];
